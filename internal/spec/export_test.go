package spec

import (
	"context"
	"path/filepath"
)

// A Listing is what "go list" said once, for tests that load a package often.
type Listing struct{ known []*listedPackage }

// List asks the go command about packages and all that they depend on.
func List(ctx context.Context, dir string, patterns ...string) (*Listing, error) {
	known, err := goList(ctx, dir, patterns)
	for _, p := range known {
		p.DepOnly = true
	}
	return &Listing{known}, err
}

// Load loads the package in dir, which has one file and the import path of its
// folder. Packages that the listing lacks are not found.
func (l *Listing) Load(ctx context.Context, dir, file string, imports []string) ([]*Package, error) {
	name := filepath.Base(dir)
	answered := false
	ask := func(_ context.Context, _ string, patterns []string, _ ...string) (list []*listedPackage, err error) {
		if !answered {
			answered = true
			own := &listedPackage{ImportPath: name, Dir: dir, Name: name, GoFiles: []string{file}, Imports: imports}
			return append(list, append(l.known, own)...), nil
		}
		for _, path := range patterns {
			list = append(list, &listedPackage{ImportPath: path, Error: &struct{ Err string }{"no such package"}})
		}
		return list, nil
	}
	return (&packageLoader{dir: dir, goList: ask}).load(ctx, nil)
}

// FindUses returns where packages listen and emit that were not loaded.
func FindUses(ctx context.Context, dir string, pkgs []*Package) (*Uses, error) {
	return (&packageLoader{dir: dir, goList: goList, listed: map[string]*listedPackage{}}).findUses(ctx, pkgs)
}
