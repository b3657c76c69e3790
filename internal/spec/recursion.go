package spec

import (
	"go/ast"
	"strings"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// reportRecursion reports payloads that contain themselves by value, which no compiler
// accepts. Slices, maps and optional fields break the cycle.
func (r *hintResolver) reportRecursion(p *Package) {
	for _, e := range p.All() {
		for _, f := range e.Schema {
			if f.Hint.Kind != typehint.Named || f.Hint.Path != "" && f.Hint.Path != p.Path {
				continue
			}
			if way := r.wayInto(p, f.Hint.Name, e.GoName, map[string]bool{}); way != nil {
				r.add(f.HintPos, "field %q puts %s inside itself (%s -> %s); make it optional, as in \"*%s\", or a list",
					f.Name, e.GoName, e.GoName, strings.Join(way, " -> "), f.Hint)
			}
		}
	}
}

// wayInto returns the chain of types from at to the wanted one, or nil.
func (r *hintResolver) wayInto(p *Package, at, want string, seen map[string]bool) []string {
	if at == want {
		return []string{at}
	}
	if seen[at] {
		return nil
	}
	seen[at] = true
	for _, next := range r.typesInside(p, at) {
		if way := r.wayInto(p, next, want, seen); way != nil {
			return append([]string{at}, way...)
		}
	}
	return nil
}

// typesInside are the types of the package that a value of the named type contains.
func (r *hintResolver) typesInside(p *Package, name string) []string {
	if schema := p.schemaNamed(name); schema != nil {
		var parts []string
		for _, f := range schema {
			if f.Hint.Kind == typehint.Named && (f.Hint.Path == "" || f.Hint.Path == p.Path) {
				parts = append(parts, f.Hint.Name)
			}
		}
		return parts
	}
	if s := r.typesOf(p.Path)[name]; s != nil {
		return namesInside(s.Type)
	}
	return nil
}

// namesInside are the names of the types that a value of type x contains.
func namesInside(x ast.Expr) (names []string) {
	switch t := ast.Unparen(x).(type) {
	case *ast.Ident:
		return []string{t.Name}
	case *ast.ArrayType:
		if t.Len != nil {
			return namesInside(t.Elt)
		}
	case *ast.StructType:
		for _, f := range t.Fields.List {
			names = append(names, namesInside(f.Type)...)
		}
	case *ast.IndexExpr: // Box[UserLogin] may contain one
		return append(namesInside(t.X), namesInside(t.Index)...)
	case *ast.IndexListExpr:
		for _, x := range append(t.Indices, t.X) {
			names = append(names, namesInside(x)...)
		}
	}
	return names
}
