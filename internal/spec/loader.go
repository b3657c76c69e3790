package spec

import (
	"context"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// packageLoader is one run.
type packageLoader struct {
	faultList
	dir    string
	listed map[string]*listedPackage
	roots  []*listedPackage
	read   *packageChecker // has read the declarations
	goList func(ctx context.Context, dir string, patterns []string, flags ...string) ([]*listedPackage, error)

	oneByOne bool // listeners are not compared with emitters
}

// Load reads the packages that the patterns match, as the go command understands
// them in dir, an absolute path to which positions are relative. It writes
// nothing. Faults of the sources are returned as [Errors], all of them; any other
// error is from the go command.
func Load(ctx context.Context, dir string, patterns ...string) ([]*Package, error) {
	return (&packageLoader{dir: dir, goList: goList}).load(ctx, patterns)
}

// Read is Load without the comparison of listeners with emitters: that a listener
// needs a field that no emitter declares is not an error.
func Read(ctx context.Context, dir string, patterns ...string) ([]*Package, error) {
	return (&packageLoader{dir: dir, goList: goList, oneByOne: true}).load(ctx, patterns)
}

func (l *packageLoader) load(ctx context.Context, patterns []string) ([]*Package, error) {
	list, err := l.goList(ctx, l.dir, patterns)
	if err != nil {
		return nil, err
	}
	l.addListed(list)
	pkgs := l.readRoots()
	if err := l.resolve(ctx, pkgs); err != nil {
		return nil, err
	}
	l.reportNameConflicts(pkgs)
	return pkgs, l.asError()
}

// addListed records what "go list" found. Packages of the first call that match a
// pattern become roots.
func (l *packageLoader) addListed(list []*listedPackage) {
	first := l.listed == nil
	if first {
		l.listed = map[string]*listedPackage{}
	}
	for _, p := range list {
		if _, known := l.listed[p.ImportPath]; known {
			continue
		}
		l.listed[p.ImportPath] = p
		if first && !p.DepOnly && l.isRoot(p) {
			l.roots = append(l.roots, p)
		}
	}
	slices.SortFunc(l.roots, func(a, b *listedPackage) int { return strings.Compare(a.ImportPath, b.ImportPath) })
}

// listMissing asks the go command about packages that are not listed yet.
func (l *packageLoader) listMissing(ctx context.Context, paths map[string]bool) error {
	var ask []string
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if l.listed[path] == nil && importPathFault(path) == "" {
			ask = append(ask, path)
		}
	}
	if len(ask) == 0 {
		return nil
	}
	list, err := l.goList(ctx, l.dir, ask, readonlyFlag()...)
	if err == nil {
		l.addListed(list)
	}
	return err
}

// isRoot reports whether a package that matches a pattern can be read, and adds an
// error if not.
func (l *packageLoader) isRoot(p *listedPackage) bool {
	files := len(p.GoFiles) + len(p.CgoFiles)
	switch {
	case files == 0 && p.Error != nil:
		l.add(token.Position{}, "%s: %s", p.ImportPath, strings.TrimSpace(p.Error.Err))
	case files > 0 && (p.Standard || p.Module != nil && !p.Module.Main):
		l.add(token.Position{}, "%s belongs to another module; run evgen where its source is yours", p.ImportPath)
	default:
		return files > 0
	}
	return false
}

// readRoots finds the declarations of all roots. Constants of the standard library are
// rare, and reading it is expensive, so it is read only if an expression lacks a value.
func (l *packageLoader) readRoots() []*Package {
	l.read = newChecker(l.dir, l.listed, false)
	pkgs, faults, missing := l.readRootsWith(l.read)
	if missing {
		l.read = newChecker(l.dir, l.listed, true)
		pkgs, faults, _ = l.readRootsWith(l.read)
	}
	l.list = append(l.list, faults...)
	return pkgs
}

func (l *packageLoader) readRootsWith(c *packageChecker) (pkgs []*Package, faults Errors, missing bool) {
	m := &specMentions{l.listed, map[string]bool{}}
	for _, root := range l.roots {
		p := &Package{Path: root.ImportPath, Name: root.Name, Dir: root.Dir, Imports: map[string]string{}, Taken: map[string]token.Position{}}
		p.leftOut = c.leftOutFiles(root)
		pkgs = append(pkgs, p)
		if !m.mayHoldSpecs(root) {
			continue
		}
		r := &declReader{packageChecker: c, pkg: c.check(root.ImportPath), listed: root}
		r.list = append(r.list, r.pkg.syntax...)
		if len(r.pkg.syntax) == 0 && r.findsEvents() {
			p.addDeclarations(r)
		}
		faults = append(faults, r.list...)
		missing = missing || r.missing
	}
	return pkgs, faults, missing
}

// addDeclarations reads the declarations.
func (p *Package) addDeclarations(r *declReader) {
	for _, e := range r.readEvents() {
		if e.Listens {
			p.Listens = append(p.Listens, e)
		} else {
			p.Events = append(p.Events, e)
		}
	}
	p.imports, p.upcasts = r.importedPaths(), r.upcastTargets()
	p.Taken, p.importNames, p.methods = r.declaredNames(), r.importedNames(), r.declaredMethods()
}

// findsEvents reports whether package events can be found, and adds an error if the
// package imports it but the build does not have it.
func (r *declReader) findsEvents() bool {
	events := r.packageChecker.listed[EventsPath]
	if events == nil || len(events.GoFiles) > 0 {
		return true
	}
	for _, f := range r.pkg.files {
		for _, imp := range f.Imports {
			if path, _ := strconv.Unquote(imp.Path.Value); path == EventsPath {
				why := "it has no Go files"
				if events.Error != nil {
					why = strings.TrimSpace(events.Error.Err)
				}
				r.add(r.positionOf(imp.Pos()), "can't find the package events: %s; run: go get %s", why, EventsPath)
				return false
			}
		}
	}
	return true
}

// importedPaths are the import paths of the handwritten files.
func (r *declReader) importedPaths() map[string]bool {
	paths := map[string]bool{}
	for _, f := range r.pkg.files {
		for _, imp := range f.Imports {
			if path, err := strconv.Unquote(imp.Path.Value); err == nil {
				paths[path] = true
			}
		}
	}
	return paths
}
