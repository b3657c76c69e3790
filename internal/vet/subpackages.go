package vet

import (
	"go/types"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// noteUse adds to the facts which events the package emits and listens to.
func (p *busPackage) noteUse() {
	if isLibrary(p.path) {
		return
	}
	own := &catalog{Packages: []string{p.path}}
	for _, c := range p.calls {
		own.Used = append(own.Used, c.name)
		if c.emits() {
			own.Emitted = append(own.Emitted, c.name)
		}
	}
	own.Emitted = append(own.Emitted, p.emittedTopics()...)
	p.facts.merge(own)
}

// emittedTopics returns the events of topics, of other packages and of this one, that the
// package uses to do more than listen.
func (p *busPackage) emittedTopics() (names []string) {
	skipped := p.nonEmittingNodes()
	for id, obj := range p.TypesInfo.Uses {
		v, ok := obj.(*types.Var)
		if !ok || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() || !isNamed(v.Type(), typedPath, "Topic") || !p.isJudged(id) || skipped[id] {
			continue
		}
		if name, ok := p.facts.topicEvent(packagePath(v.Pkg()), v.Name()); ok {
			names = append(names, name)
		}
	}
	return names
}

// hasUnseenSubpackage reports whether there is a package in a folder below this one that
// is not imported here, so that nothing is known of it. The key under which evvet's
// results are cached has the names of these folders.
func (p *busPackage) hasUnseenSubpackage() bool {
	root := p.folder()
	if root == "" {
		return true
	}
	seen := slices.Clone(p.facts.Packages)
	for _, imported := range p.Pkg.Imports() {
		seen = append(seen, packagePath(imported))
	}
	found := false
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && IsLeftOut(name):
			return fs.SkipDir
		case d.IsDir() || filepath.Dir(name) == root || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		below, err := filepath.Rel(root, filepath.Dir(name))
		if err == nil && !slices.Contains(seen, path.Join(p.path, filepath.ToSlash(below))) {
			found = true
			return fs.SkipAll
		}
		return err
	})
	return found || err != nil
}

// IsLeftOut reports whether a folder is none of the packages of the module around it.
func IsLeftOut(dir string) bool {
	base := filepath.Base(dir)
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" || base == "vendor" || lockfile.Has(dir, "go.mod")
}
