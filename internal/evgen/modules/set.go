package modules

import (
	"cmp"
	"go/build"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// A moduleSet has modules by their root directory. The path of a module would not
// do as a key: it is not known if no package of the module was read.
type moduleSet map[string]*Module

// at returns the module of a root directory, adding it if necessary.
func (s moduleSet) at(root string) *Module {
	if s[root] == nil {
		s[root] = &Module{Root: root}
	}
	return s[root]
}

// addPackages adds each package to its module.
func (s moduleSet) addPackages(pkgs []*spec.Package) {
	for _, p := range pkgs {
		if root, ok := lockfile.Root(p.Dir); ok {
			m := s.at(root)
			m.Path, m.Packages = modulePath(root, p), append(m.Packages, p)
		}
	}
}

// addRoots adds the modules in whose root directory a pattern such as ./...
// begins; it matches all their packages.
func (s moduleSet) addRoots(dir string, patterns []string) {
	for _, pattern := range patterns {
		base, ok := baseDirectory(dir, pattern)
		if !ok {
			continue
		}
		if root, ok := lockfile.Root(base); ok && root == base {
			m := s.at(root)
			m.Path, m.Whole = cmp.Or(m.Path, declaredPath(root)), true
		}
	}
}

func (s moduleSet) sorted() []*Module {
	return slices.SortedFunc(maps.Values(s), func(a, b *Module) int { return strings.Compare(a.Root, b.Root) })
}

// modulePath returns the import path of a package's module: the package's path
// without the part that leads from the root to it.
func modulePath(root string, p *spec.Package) string {
	rel, err := filepath.Rel(root, p.Dir)
	if err != nil || rel == "." {
		return p.Path
	}
	return strings.TrimSuffix(p.Path, "/"+filepath.ToSlash(rel))
}

// declaredPath returns the import path in the go.mod of a directory, for a module of
// which no package was read: this build may leave out all of them.
func declaredPath(root string) string {
	text, _ := os.ReadFile(filepath.Join(root, "go.mod"))
	for line := range strings.Lines(string(text)) {
		code, _, _ := strings.Cut(line, "//")
		if fields := strings.Fields(code); len(fields) == 2 && fields[0] == "module" {
			return strings.Trim(fields[1], "\"`")
		}
	}
	return ""
}

// baseDirectory returns the directory below which a pattern such as ./... matches
// all packages.
func baseDirectory(dir, pattern string) (string, bool) {
	base, ok := strings.CutSuffix(pattern, "/...")
	switch {
	case !ok:
		return "", false
	case filepath.IsAbs(base):
		return filepath.Clean(base), true
	}
	return filepath.Join(dir, base), build.IsLocalImport(base)
}
