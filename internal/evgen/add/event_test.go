package add

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/spec"
)

func TestParseEvent(t *testing.T) {
	got, err := parseEvent([]string{"user.login", "user_id:int64", "nick:*string"})
	want := &newEvent{
		name: "user.login", goName: "UserLogin",
		fields: []newField{{"user_id", "UserID", "int64"}, {"nick", "Nick", "*string"}},
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(newEvent{}, newField{})); err != nil || d != "" {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
}

func TestMistakesInArguments(t *testing.T) {
	for args, want := range map[string]string{
		"user..login":              `event name "user..login" has an empty segment (number 2); write one dot between two words, and none at the ends`,
		"2fa.sent":                 `cannot make a Go name from "2fa.sent"; begin it with a letter, or declare the event by hand with a GoName`,
		"a.b user_id":              `field "user_id" has no type; write it after a colon, as in user_id:string`,
		"a.b User:int":             `field "User" begins with 'U'; begin with a lower-case letter, as in "user_id"`,
		"a.b _:int":                `field "_" begins with '_'; begin with a lower-case letter, as in "user_id"`,
		"a.b a:itn":                `field "a": type hint "itn": is not a type; did you mean "int"?`,
		"a.b b:*[]*int":            `field "b": type hint "*[]*int": has a pointer inside; only the whole field may be optional, so write * once, at the very front`,
		"a.b *a:string":            `field "*a" begins with '*'; write a:*string: an optional field has the * before its type`,
		"a.b d:int d:int":          `field "d" is given twice; remove one`,
		"a.b one_id:int oneID:int": `fields "one_id" and "oneID" both have the Go name OneID; rename one`,
		"a.b aB:int ab:int":        `fields "aB" and "ab" differ only in case, which JSON ignores; rename one`,
		"a.b -d":                   `flag -d follows the event name; write flags before it`,
	} {
		_, err := parseEvent(strings.Fields(args))
		if list, ok := errors.AsType[spec.Errors](err); !ok || len(list) != 1 || list[0].Text != want {
			t.Errorf("evgen add %s: %v\nwant %s", args, err, want)
		}
	}
}

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	_, err := parseEvent(strings.Fields("user..login user_id a:itn a:int a:string"))
	if list, _ := errors.AsType[spec.Errors](err); len(list) != 4 {
		t.Errorf("%d errors, want 4: %v", len(list), err)
	}
	if _, err := parseEvent(nil); err == nil || !strings.HasPrefix(err.Error(), "no event name") {
		t.Errorf("no argument is accepted, or: %v", err)
	}
}
