package lockfile_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// read leaves out what only a file that was read has.
var read = cmp.Options{cmpopts.IgnoreFields(contract.Event{}, "Line"), cmpopts.IgnoreFields(lockfile.Accepted{}, "Line")}

func sample() *lockfile.File {
	return &lockfile.File{
		Topics: []contract.Event{
			{Name: "user.logout", Package: "example.com/app/auth", GoName: "UserLogout", Fingerprint: "02"},
			{
				Name: "user.login", Package: "example.com/app/auth", GoName: "UserLogin", Fingerprint: "01", Description: "a < b",
				Fields: []contract.Field{{Name: "user_id", GoName: "UserID", Type: "int64", Doc: "the account"}},
			},
		},
		Listens:  []contract.Event{{Name: "user.login", Package: "example.com/app/audit", GoName: "UserLogin", Fingerprint: "03"}},
		Reserved: []lockfile.Reserved{{Topic: "user.old", Fingerprint: "04", Reason: "nobody used it"}},
		Accepted: []lockfile.Accepted{{Rule: "FIELD_NO_DELETE", Topic: "user.login", Field: "ip", Reason: "privacy"}},
	}
}

func TestParseReadsWhatFormatWrote(t *testing.T) {
	want := sample()
	text := want.Format()
	got, err := lockfile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, read); diff != "" {
		t.Error(diff)
	}
	if again := got.Format(); string(again) != string(text) {
		t.Errorf("formatted again it is\n%s", again)
	}
}

func TestOneTopicALineSorted(t *testing.T) {
	lines := strings.Split(string(sample().Format()), "\n")
	login := slices.IndexFunc(lines, func(l string) bool {
		return strings.HasPrefix(l, `{"name":"user.login","package":"example.com/app/auth"`)
	})
	if login < 0 || !strings.HasPrefix(lines[login+1], `{"name":"user.logout"`) {
		t.Errorf("want the topics one a line, by name:\n%s", strings.Join(lines, "\n"))
	}
}
