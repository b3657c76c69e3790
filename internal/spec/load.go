package spec

import (
	"context"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// loader is one run.
type loader struct {
	faults
	dir    string
	listed map[string]*listed
	roots  []*listed
	goList func(ctx context.Context, dir string, patterns []string, flags ...string) ([]*listed, error)

	oneByOne bool // listeners are not compared with emitters
}

// Load reads the packages that the patterns match, as the go command understands
// them in dir, an absolute path to which positions are relative. It writes
// nothing. Its error is of type [Errors] where sources are at fault, and then
// complete; any other error is of the go command.
func Load(ctx context.Context, dir string, patterns ...string) ([]*Package, error) {
	return (&loader{dir: dir, goList: goList}).load(ctx, patterns)
}

// Read is Load for who asks what is declared, and not whether all agree: that a
// listener needs what no emitter declares is no error.
func Read(ctx context.Context, dir string, patterns ...string) ([]*Package, error) {
	return (&loader{dir: dir, goList: goList, oneByOne: true}).load(ctx, patterns)
}

func (l *loader) load(ctx context.Context, patterns []string) ([]*Package, error) {
	list, err := l.goList(ctx, l.dir, patterns)
	if err != nil {
		return nil, err
	}
	l.know(list)
	pkgs := l.read()
	if err := l.resolve(ctx, pkgs); err != nil {
		return nil, err
	}
	l.clashes(pkgs)
	return pkgs, l.err()
}

// know takes over what "go list" found; the first call decides what is a root.
func (l *loader) know(list []*listed) {
	first := l.listed == nil
	if first {
		l.listed = map[string]*listed{}
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
	slices.SortFunc(l.roots, func(a, b *listed) int { return strings.Compare(a.ImportPath, b.ImportPath) })
}

// listMissing asks the go command about packages that are not listed yet.
func (l *loader) listMissing(ctx context.Context, paths map[string]bool) error {
	var ask []string
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if l.listed[path] == nil && importable(path) == "" {
			ask = append(ask, path)
		}
	}
	if len(ask) == 0 {
		return nil
	}
	list, err := l.goList(ctx, l.dir, ask, readonly()...)
	if err == nil {
		l.know(list)
	}
	return err
}

// isRoot says whether a package that a pattern matched can be read, and reports why not.
func (l *loader) isRoot(p *listed) bool {
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

// read finds the declarations of all roots. Constants of the standard library
// are rare and dear, so they are looked up only where something is missing.
func (l *loader) read() []*Package {
	pkgs, faults, missing := l.readWith(newChecker(l.dir, l.listed, false))
	if missing {
		pkgs, faults, _ = l.readWith(newChecker(l.dir, l.listed, true))
	}
	l.list = append(l.list, faults...)
	return pkgs
}

func (l *loader) readWith(c *checker) (pkgs []*Package, faults Errors, missing bool) {
	m := &mentions{l.listed, map[string]bool{}}
	for _, root := range l.roots {
		p := &Package{Path: root.ImportPath, Name: root.Name, Dir: root.Dir, Imports: map[string]string{}, Taken: map[string]token.Position{}}
		pkgs = append(pkgs, p)
		if !m.in(root) {
			continue
		}
		r := &reader{checker: c, pkg: c.check(root.ImportPath), listed: root}
		r.list = append(r.list, r.pkg.syntax...)
		if len(r.pkg.syntax) == 0 && r.findsEvents() {
			p.take(r)
		}
		faults = append(faults, r.list...)
		missing = missing || r.missing
	}
	return pkgs, faults, missing
}

// take reads the declarations.
func (p *Package) take(r *reader) {
	for _, e := range r.events() {
		if e.Listens {
			p.Listens = append(p.Listens, e)
		} else {
			p.Events = append(p.Events, e)
		}
	}
	p.imports, p.upcasts = r.imports(), r.upcasts()
	p.Taken, p.hidden, p.methods = r.taken(), r.hidden(), r.methods()
}

// findsEvents reports it where the package imports events and the build has none.
func (r *reader) findsEvents() bool {
	events := r.checker.listed[EventsPath]
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
				r.add(r.pos(imp.Pos()), "can't find the package events: %s; run: go get %s", why, EventsPath)
				return false
			}
		}
	}
	return true
}

// imports are the import paths of the handwritten files.
func (r *reader) imports() map[string]bool {
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
