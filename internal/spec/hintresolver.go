package spec

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// hintResolver finds the Go types that hints name.
type hintResolver struct {
	*packageLoader
	checker  *packageChecker                 // to which payload structs are declared
	payloads *payloadSource                  // these structs
	types    map[string]map[string]*typeDecl // by import path and name
	planned  map[string][]string             // what generated files will import
	refused  map[*Field]bool                 // their hints name no data
}

// resolve looks up the named types of all fields. It returns an error of the go
// command at once; faults of declarations are collected.
func (l *packageLoader) resolve(ctx context.Context, pkgs []*Package) error {
	r := &hintResolver{packageLoader: l, types: map[string]map[string]*typeDecl{}, planned: map[string][]string{}, refused: map[*Field]bool{}}
	paths := map[string]bool{}
	for _, p := range pkgs {
		eachNamed(p, func(_ *Event, _ *Field, t *typehint.Type) {
			if t.Path != "" && t.Path != p.Path {
				paths[t.Path] = true
			}
		})
		if len(p.All()) > 0 {
			paths[EventsPath], paths[TypedPath] = true, true
		}
	}
	if err := r.listMissing(ctx, paths); err != nil {
		return err
	}
	r.payloads = newPayloadSource(l.read, pkgs)
	r.checker = r.payloads.checker(l.read.realStd)
	r.planImports(pkgs)
	for _, p := range pkgs {
		r.checkLibrary(p)
		eachNamed(p, func(_ *Event, f *Field, t *typehint.Type) { r.resolveHint(p, f, t) })
		r.reportRecursion(p)
		p.basicOf = func(path, name string) string { return r.basicType(ctx, pkgs, path, name) }
	}
	r.readShapes(pkgs)
	if !r.oneByOne {
		r.compareListeners(pkgs)
	}
	return nil
}

// planImports notes what each package will import, so that two new
// files can't make an import cycle.
func (r *hintResolver) planImports(pkgs []*Package) {
	for _, p := range pkgs {
		if len(p.All()) == 0 {
			continue
		}
		imports := maps.Clone(p.imports)
		if imports == nil {
			imports = map[string]bool{}
		}
		imports[EventsPath], imports[TypedPath] = true, true
		eachNamed(p, func(_ *Event, _ *Field, t *typehint.Type) {
			if t.Path != "" && t.Path != p.Path {
				imports[t.Path] = true
			}
		})
		r.planned[p.Path] = slices.Sorted(maps.Keys(imports))
	}
}

// checkLibrary checks that generated code can import what it is built on.
func (r *hintResolver) checkLibrary(p *Package) {
	all := p.All()
	if len(all) == 0 {
		return
	}
	pos := all[0].Pos
	if typed := r.listed[TypedPath]; typed == nil || len(typed.GoFiles) == 0 {
		if events := r.listed[EventsPath]; events != nil && isVendored(events.Dir) {
			p.NotVendored = true // events and typed are of one module: it has both
			return
		}
		r.add(pos, "generated code imports %s, which can't be found%s; run: go get github.com/fastpluggy/eventbus", TypedPath, listErrorText(typed))
		return
	}
	for _, path := range []string{EventsPath, TypedPath} {
		if chain := r.importCycle(p.Path, path); chain != nil {
			r.add(pos, "generated code imports %s, which would be an import cycle (%s); declare the events in another package", path, strings.Join(chain, " -> "))
			return
		}
	}
}

// resolveHint resolves one type and notes its import.
func (r *hintResolver) resolveHint(p *Package, f *Field, t *typehint.Type) {
	if t.Path == "" || t.Path == p.Path {
		r.resolveOwnType(p, f, t)
		return
	}
	if fault := r.pathFault(p, t.Path); fault != "" {
		r.refused[f] = true
		r.add(f.HintPos, "type hint %q: %s", f.Hint, fault)
		return
	}
	p.Imports[t.Path] = r.listed[t.Path].Name
	r.checkDataType(f, t, t.Path)
}

// resolveOwnType resolves a type of the package itself: a handwritten one, or another
// payload.
func (r *hintResolver) resolveOwnType(p *Package, f *Field, t *typehint.Type) {
	if p.schemaNamed(t.Name) != nil {
		return
	}
	r.checkDataType(f, t, p.Path)
}

// schemaNamed returns the fields of a struct that evgen writes for the package, not nil,
// or nil if it writes none of that name.
func (p *Package) schemaNamed(goName string) []*Field {
	for _, e := range p.All() {
		for name, schema := range e.schemas {
			if name == goName {
				return append([]*Field{}, schema...)
			}
		}
	}
	return nil
}

// eachNamed calls f for every named type in the hints of a package.
func eachNamed(p *Package, f func(*Event, *Field, *typehint.Type)) {
	for _, e := range p.All() {
		for _, schema := range e.schemas {
			for _, field := range schema {
				for t := field.Hint; t != nil; t = t.Elem {
					if t.Kind == typehint.Named {
						f(e, field, t)
					}
				}
			}
		}
	}
}
