package main

import (
	"go/build"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// A module is what one run has read of a module. In a workspace the patterns may
// match packages of several, each with a lock of its own.
type module struct {
	root  string          // folder of its go.mod
	path  string          // import path of that folder, "" where no package tells it
	whole bool            // the patterns cover all of it
	pkgs  []*spec.Package // that were read
}

// modules sorts the packages by module, the modules by folder. Of a module whose
// last package is gone only a pattern tells.
func modules(dir string, patterns []string, pkgs []*spec.Package) []*module {
	byRoot := map[string]*module{}
	at := func(root string) *module {
		if byRoot[root] == nil {
			byRoot[root] = &module{root: root}
		}
		return byRoot[root]
	}
	for _, p := range pkgs {
		if root, ok := lockfile.Root(p.Dir); ok {
			m := at(root)
			m.path, m.pkgs = pathOf(root, p), append(m.pkgs, p)
		}
	}
	for _, pattern := range patterns {
		if below, ok := folder(dir, pattern); ok {
			if root, ok := lockfile.Root(below); ok && root == below {
				at(root).whole = true
			}
		}
	}
	for _, m := range byRoot {
		m.whole = m.whole || slices.ContainsFunc(patterns, m.within)
	}
	return slices.SortedFunc(maps.Values(byRoot), func(a, b *module) int { return strings.Compare(a.root, b.root) })
}

// pathOf takes from a package's import path what leads from the root to it.
func pathOf(root string, p *spec.Package) string {
	rel, err := filepath.Rel(root, p.Dir)
	if err != nil || rel == "." {
		return p.Path
	}
	return strings.TrimSuffix(p.Path, "/"+filepath.ToSlash(rel))
}

// folder returns the one below which a pattern such as ./... matches everything.
func folder(dir, pattern string) (string, bool) {
	base, ok := strings.CutSuffix(pattern, "/...")
	switch {
	case !ok:
		return "", false
	case filepath.IsAbs(base):
		return filepath.Clean(base), true
	}
	return filepath.Join(dir, base), build.IsLocalImport(base)
}

// within reports whether a pattern of import paths matches all of the module.
func (m *module) within(pattern string) bool {
	base, ok := strings.CutSuffix(pattern, "/...")
	return pattern == "work" || ok && m.path != "" && (m.path == base || strings.HasPrefix(m.path, base+"/"))
}

// reads reports whether the run has read a package.
func (m *module) reads(pkg string) bool {
	return slices.ContainsFunc(m.pkgs, func(p *spec.Package) bool { return p.Path == pkg })
}

// replaces reports whether the run says all that the lock is to have of a package.
func (m *module) replaces(pkg string) bool { return m.reads(pkg) || m.whole && m.gone(pkg) }

// gone reports whether a package that was not read is no more. One whose files
// are all left out of this build, by tags or GOOS, is still there.
func (m *module) gone(pkg string) bool {
	rel, ok := strings.CutPrefix(pkg+"/", m.path+"/")
	if !ok {
		return true // the module has another name now
	}
	dir := filepath.Join(m.root, filepath.FromSlash(rel))
	if root, _ := lockfile.Root(dir); root != m.root {
		return true // it is another module now
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	return !slices.ContainsFunc(files, func(f string) bool { return !strings.HasSuffix(f, "_test.go") })
}
