package spec

import (
	"go/ast"
	"strings"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// recursion reports payloads that contain themselves by value, which no compiler
// takes. Slices, maps and optional fields break the circle.
func (r *resolver) recursion(p *Package) {
	for _, e := range p.All() {
		for _, f := range e.Schema {
			if f.Hint.Kind != typehint.Named || f.Hint.Path != "" && f.Hint.Path != p.Path {
				continue
			}
			if way := r.contains(p, f.Hint.Name, e.GoName, map[string]bool{}); way != nil {
				r.add(f.HintPos, "field %q puts %s inside itself (%s -> %s); make it optional, as in \"*%s\", or a list",
					f.Name, e.GoName, e.GoName, strings.Join(way, " -> "), f.Hint)
			}
		}
	}
}

// contains returns the way from the type at to the wanted one, or nil.
func (r *resolver) contains(p *Package, at, want string, seen map[string]bool) []string {
	if at == want {
		return []string{at}
	}
	if seen[at] {
		return nil
	}
	seen[at] = true
	for _, next := range r.parts(p, at) {
		if way := r.contains(p, next, want, seen); way != nil {
			return append([]string{at}, way...)
		}
	}
	return nil
}

// parts are the types of the package that a value of the named one holds inside.
func (r *resolver) parts(p *Package, name string) []string {
	for _, e := range p.All() {
		if e.GoName == name {
			var parts []string
			for _, f := range e.Schema {
				if f.Hint.Kind == typehint.Named && (f.Hint.Path == "" || f.Hint.Path == p.Path) {
					parts = append(parts, f.Hint.Name)
				}
			}
			return parts
		}
	}
	if s := r.typesOf(p.Path)[name]; s != nil {
		return held(s.Type)
	}
	return nil
}

// held are the names of types that a value of type x holds inside.
func held(x ast.Expr) (names []string) {
	switch t := ast.Unparen(x).(type) {
	case *ast.Ident:
		return []string{t.Name}
	case *ast.ArrayType:
		if t.Len != nil {
			return held(t.Elt)
		}
	case *ast.StructType:
		for _, f := range t.Fields.List {
			names = append(names, held(f.Type)...)
		}
	case *ast.IndexExpr: // Box[UserLogin] may hold one
		return append(held(t.X), held(t.Index)...)
	case *ast.IndexListExpr:
		for _, x := range append(t.Indices, t.X) {
			names = append(names, held(x)...)
		}
	}
	return names
}
