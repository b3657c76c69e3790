package modules

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// A Module is the part of a module that one run has read. In a workspace, the
// patterns may match packages of several modules, each with a lock file of its
// own.
type Module struct {
	Root     string          // the directory of its go.mod
	Path     string          // the import path of Root; "" if it is not known
	Whole    bool            // the patterns match all packages of the module
	Packages []*spec.Package // the packages that were read
}

// OfRun returns the modules of the packages that the patterns match in dir,
// sorted by directory. A module all of whose packages are gone is found by its
// pattern.
func OfRun(dir string, patterns []string, pkgs []*spec.Package) []*Module {
	byRoot := moduleSet{}
	byRoot.addPackages(pkgs)
	byRoot.addRoots(dir, patterns)
	for _, m := range byRoot {
		m.Whole = m.Whole || slices.ContainsFunc(patterns, m.isMatchedBy)
	}
	return byRoot.sorted()
}

// Reads reports whether the run has read a package.
func (m *Module) Reads(pkg string) bool {
	return slices.ContainsFunc(m.Packages, func(p *spec.Package) bool { return p.Path == pkg })
}

// Replaces reports whether the run replaces all lines that the lock has of a
// package.
func (m *Module) Replaces(pkg string) bool {
	return m.Reads(pkg) || m.Whole && m.IsGone(pkg)
}

// IsGone reports whether a package that was not read is no longer in the module.
// A package whose files are all excluded from this build, by tags or GOOS, is not
// gone.
func (m *Module) IsGone(pkg string) bool {
	rel, ok := strings.CutPrefix(pkg+"/", m.Path+"/")
	if !ok {
		return true // the module was renamed
	}
	dir := filepath.Join(m.Root, filepath.FromSlash(rel))
	if root, _ := lockfile.Root(dir); root != m.Root {
		return true // the directory belongs to another module now
	}
	files, _ := spec.GoFiles(dir)
	return len(files) == 0
}

// isMatchedBy reports whether a pattern of import paths matches all packages of
// the module.
func (m *Module) isMatchedBy(pattern string) bool {
	base, ok := strings.CutSuffix(pattern, "/...")
	return pattern == "work" || ok && m.Path != "" && (m.Path == base || strings.HasPrefix(m.Path, base+"/"))
}
