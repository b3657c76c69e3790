package required_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/tools/txtar"

	"github.com/fastpluggy/eventbus/internal/lockfile/required"
)

// writeFiles writes an archive to a new folder, and makes cache in it the module cache.
func writeFiles(t *testing.T, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOMODCACHE", filepath.Join(dir, "cache"))
	t.Setenv("GOENV", "off")
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "")
	return dir
}

const emptyLock = `{"version":1,"topics":[],"listens":[],"reserved":[],"accepted":[]}` + "\n"

// The files of a module are found wherever the go command would take them from.
func TestModules(t *testing.T) {
	dir := writeFiles(t, `
-- app/go.mod --
module example.com/app // the program
require example.com/cached v1.2.0 // indirect
require(
	example.com/Upper v1.0.0-Beta
	"example.com/folder" v0.0.0
	example.com/fork v1.0.0
	example.com/other v1.0.0 // indirect; for a test
	example.com/vendored v1.0.0
	example.com/member v1.0.0
	example.com/gone v1.0.0
)
replace example.com/folder => ../folder
replace (
	example.com/fork v1.0.0 => example.com/forked v1.1.0
	example.com/other v1.9.0 => ../folder
)
-- go.work --
use (
	./app
	member
)
-- member/go.mod --
module example.com/member
-- folder/go.mod --
-- cache/example.com/cached@v1.2.0/go.mod --
-- cache/example.com/!upper@v1.0.0-!beta/go.mod --
-- cache/example.com/forked@v1.1.0/go.mod --
-- cache/example.com/other@v1.0.0/go.mod --
-- app/vendor/example.com/vendored/a.go --
`)
	var got []string
	for _, m := range required.Modules(filepath.Join(dir, "app")) {
		rel, err := filepath.Rel(dir, m.Dir)
		if m.Dir == "" || err != nil {
			rel = "?"
		}
		text := m.String() + " " + filepath.ToSlash(rel)
		if m.Indirect {
			text += " indirect"
		}
		got = append(got, text)
	}
	if all := required.Modules(filepath.Join(dir, "app")); all[0].Line != 2 || all[1].Line != 4 {
		t.Errorf("lines %d and %d, want 2 and 4", all[0].Line, all[1].Line)
	}
	want := []string{
		"example.com/cached@v1.2.0 cache/example.com/cached@v1.2.0 indirect",
		"example.com/Upper@v1.0.0-Beta cache/example.com/!upper@v1.0.0-!beta",
		"example.com/folder folder",
		"example.com/forked@v1.1.0 cache/example.com/forked@v1.1.0",
		"example.com/other@v1.0.0 cache/example.com/other@v1.0.0 indirect",
		"example.com/vendored@v1.0.0 app/vendor/example.com/vendored",
		"example.com/member member",
		"example.com/gone@v1.0.0 ?",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Without the workspace, a member is a module like any other.
func TestWorkspaceThatIsOff(t *testing.T) {
	dir := writeFiles(t, "-- go.work --\nuse ./app\nuse ./member\n-- app/go.mod --\nmodule a\nrequire m v1.0.0\n-- member/go.mod --\nmodule m\n")
	for set, want := range map[string]string{"": "m", "off": "m@v1.0.0", filepath.Join(dir, "go.work"): "m"} {
		t.Setenv("GOWORK", set)
		if all := required.Modules(filepath.Join(dir, "app")); len(all) != 1 || all[0].String() != want {
			t.Errorf("GOWORK=%s: %v, want %s", set, all, want)
		}
	}
}

// The flag -modfile names another file, whose folders are those of the module.
func TestOtherModFile(t *testing.T) {
	dir := writeFiles(t, "-- app/go.mod --\nmodule a\n-- alt/go.mod --\nmodule a\nrequire m v1.0.0\nreplace m => ../folder\n-- folder/go.mod --\n")
	t.Setenv("GOFLAGS", "-mod=mod -modfile="+filepath.Join(dir, "alt", "go.mod"))
	all := required.Modules(filepath.Join(dir, "app"))
	if len(all) != 1 || all[0].Dir != filepath.Join(dir, "folder") {
		t.Errorf("got %v", all)
	}
}

// Settings may be in the file that "go env -w" writes.
func TestSettingsInAFile(t *testing.T) {
	dir := writeFiles(t, "-- app/go.mod --\nmodule a\nrequire m v1.0.0\n-- elsewhere/m@v1.0.0/go.mod --\n")
	env := filepath.Join(dir, "env")
	if err := os.WriteFile(env, []byte("GOPRIVATE=x\nGOMODCACHE="+filepath.Join(dir, "elsewhere")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOMODCACHE", "")
	t.Setenv("GOENV", env)
	if all := required.Modules(filepath.Join(dir, "app")); all[0].Dir == "" {
		t.Errorf("%v is not found", all[0])
	}
}

// Of an older go.mod, only what is in the module cache is known.
func TestModulesOfAnOlderVersion(t *testing.T) {
	dir := writeFiles(t, "-- cache/a@v1.0.0/go.mod --\n-- folder/go.mod --\n")
	t.Chdir(dir)
	all := required.ModulesOf("module m\nrequire a v1.0.0\nrequire b v1.0.0\nrequire c v1.0.0\nreplace c => ./folder\n")
	for i, want := range []struct {
		name    string
		isKnown bool
	}{{"a@v1.0.0", true}, {"b@v1.0.0", false}, {"c", false}} {
		if m := all[i]; m.String() != want.name || m.IsKnown() != want.isKnown {
			t.Errorf("%s is known: %v, want %s: %v", m, m.IsKnown(), want.name, want.isKnown)
		}
	}
}

// A module has a lock, or none, or one that can't be read; or that is not known.
func TestLocks(t *testing.T) {
	dir := writeFiles(t, `
-- go.mod --
module a
require (
	has v1.0.0
	none v1.0.0
	broken v1.0.0
	vendored v1.0.0
	silent v1.0.0
	gone v1.0.0
	other v1.0.0
	test v1.0.0 // indirect
)
-- cache/has@v1.0.0/events.lock.json --
`+emptyLock+`
-- cache/none@v1.0.0/go.mod --
-- cache/broken@v1.0.0/events.lock.json --
{"version": 9}
-- cache/cache/download/gone/@v/v1.0.0.mod --
module gone
require github.com/fastpluggy/eventbus v0.1.0
-- cache/cache/download/other/@v/v1.0.0.mod --
module other
-- vendor/vendored/events/events_gen.go --
-- vendor/silent/a.go --
`)
	var got []string
	for _, l := range required.Locks(dir) {
		text := l.Place(4)
		if l.Err != nil {
			text = l.Err.Error()
		}
		got = append(got, text)
	}
	for _, m := range required.Unread(required.Modules(dir)) {
		got = append(got, "unread "+m.String())
	}
	want := "has@v1.0.0/events.lock.json:4\n" +
		"broken@v1.0.0/events.lock.json:1: its version is 9, this evgen knows 2; use the evgen that wrote it\n" +
		"unread vendored@v1.0.0\nunread gone@v1.0.0"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// FuzzGoMod: what the go command's own parser accepts is read alike.
func FuzzGoMod(f *testing.F) {
	f.Add("module a\nrequire b v1.0.0 // indirect\nrequire (\n\tc v1.2.3\n\t\"d/e\" v0.0.0\n)\n")
	f.Add("module a\nreplace b => ./b\nreplace c v1.0.0 => d v1.1.0 // why\n")
	f.Add("module a\nrequire(\nb v1.0.0// indirect; test\n)\nexclude b v1.0.1\nretract [v1.0.0, v1.1.0]\n")
	f.Fuzz(func(t *testing.T, text string) {
		want, err := modfile.Parse("go.mod", []byte(text), nil)
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("/( \t\r\n", r) }) {
			if semver.IsValid(word) && module.CanonicalVersion(word) != word {
				t.Skip() // the go command completes it
			}
		}
		if err != nil || strings.ContainsAny(text, "\\\v\f\u0085\u00a0") {
			t.Skip()
		}
		got := required.Parse(text)
		if len(got) != len(want.Require)+len(want.Replace) {
			t.Fatalf("%d entries, want %d and %d", len(got), len(want.Require), len(want.Replace))
		}
		for i, r := range want.Require {
			text := "require " + r.Mod.Path + " " + r.Mod.Version
			if r.Indirect {
				text += " indirect"
			}
			if got[i] != text {
				t.Errorf("got %q, want %q", got[i], text)
			}
		}
		for i, r := range want.Replace {
			text := "replace " + r.Old.Path + " " + r.Old.Version + " => " + filepath.Base(r.New.Path) + " " + r.New.Version
			if line := got[len(want.Require)+i]; line != text {
				t.Errorf("got %q, want %q", line, text)
			}
		}
	})
}
