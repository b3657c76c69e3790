package lockfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

func TestReplaceLeavesTheLinesOfOthersAndWhatPeopleDecided(t *testing.T) {
	f, want := sample(), sample()
	found := &lockfile.File{Topics: []contract.Event{{Name: "user.new", Package: "example.com/app/auth", GoName: "UserNew"}}}
	f.Replace(func(pkg string) bool { return pkg == "example.com/app/auth" }, found)
	want.Topics = found.Topics
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	f.Replace(func(pkg string) bool { return pkg == "example.com/app/audit" }, new(lockfile.File))
	want.Listens = nil
	if diff := cmp.Diff(string(want.Format()), string(f.Format())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	f.Replace(func(string) bool { return true }, new(lockfile.File))
	if f.Empty() {
		t.Error("what people decided is gone")
	}
}

func TestRootIsTheFolderOfTheNearestModule(t *testing.T) {
	top := t.TempDir()
	deep := filepath.Join(top, "nested", "go.mod", "p") // a folder of that name makes no module
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(top, "go.mod"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got, ok := lockfile.Root(deep); got != top || !ok {
		t.Errorf("Root(%s) = %s, %v", deep, got, ok)
	}
	if got, ok := lockfile.Root(filepath.Join(top, "gone", "too")); got != top || !ok {
		t.Errorf("of a folder that is not there it is %s, %v", got, ok)
	}
	if got, ok := lockfile.Root(filepath.Dir(top)); ok {
		t.Errorf("outside of modules it is %s", got)
	}
}
