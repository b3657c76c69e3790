package modules_test

import (
	"path/filepath"
	"testing"

	"github.com/fastpluggy/eventbus/internal/evgen/evgentest"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// A module is whole if a pattern matches all its packages, whether it names
// directories or import paths.
func TestWholeModules(t *testing.T) {
	root := evgentest.EmptyModule(t)
	plugin := &spec.Package{Path: "example.com/app/plugin", Dir: filepath.Join(root, "plugin")}
	evgentest.WriteFile(t, filepath.Join(plugin.Dir, "p.go"), "package plugin\n")
	for _, tt := range []struct {
		dir, pattern string
		whole        bool
	}{
		{root, "./...", true},
		{root, root + "/...", true},
		{plugin.Dir, "../...", true},
		{plugin.Dir, "./...", false},
		{root, ".", false},
		{root, "./plugin", false},
		{root, "example.com/app/...", true},
		{root, "example.com/...", true},
		{root, "example.com/app/plugin/...", false},
		{root, "example.com/ap/...", false},
		{root, "work", true},
	} {
		mods := modules.OfRun(tt.dir, []string{tt.pattern}, []*spec.Package{plugin})
		if len(mods) != 1 || mods[0].Root != root || mods[0].Path != "example.com/app" || mods[0].Whole != tt.whole {
			t.Errorf("%s in %s: %+v, want one module that is whole: %v", tt.pattern, tt.dir, *mods[0], tt.whole)
		}
	}
}

// A run for one package replaces the lines of that package. A run for the module
// also replaces those of packages that are gone.
func TestReplacesLinesOfPackages(t *testing.T) {
	root := evgentest.EmptyModule(t)
	plugin := &spec.Package{Path: "example.com/app/plugin", Dir: filepath.Join(root, "plugin")}
	for _, path := range []string{"plugin/p.go", "tagged/t_plan9.go", "tested/t_test.go", "nested/n.go"} {
		evgentest.WriteFile(t, filepath.Join(root, filepath.FromSlash(path)), "package p\n")
	}
	evgentest.WriteFile(t, filepath.Join(root, "nested", "go.mod"), "module example.com/nested\n")
	for pkg, wholeReplaces := range map[string]bool{
		"example.com/app/plugin": true,
		"example.com/app/tagged": false, // excluded from this build, not gone
		"example.com/app/tested": true,
		"example.com/app/gone":   true,
		"example.com/app/nested": true, // the directory belongs to another module now
		"example.com/old/plugin": true, // the module was renamed
	} {
		for pattern, want := range map[string]bool{"./...": wholeReplaces, "./plugin": pkg == plugin.Path} {
			m := modules.OfRun(root, []string{pattern}, []*spec.Package{plugin})[0]
			if got := m.Replaces(pkg); got != want {
				t.Errorf("a run for %s replaces the lines of %s: %v, want %v", pattern, pkg, got, want)
			}
		}
	}
}
