package spec

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// declReader reads the declarations of one package.
type declReader struct {
	faultList
	*packageChecker
	pkg    *checkedPackage
	listed *listedPackage

	missing bool // an expression has no value; it may have one if the standard library is read
}

// eachVar calls f for every package-level variable with a value of its own.
func (r *declReader) eachVar(f func(name *ast.Ident, value ast.Expr)) {
	for _, file := range r.pkg.files {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, s := range gen.Specs {
				v := s.(*ast.ValueSpec)
				for i, name := range v.Names {
					if len(v.Values) > 0 {
						f(name, v.Values[min(i, len(v.Values)-1)]) // a, b = f() is one value for both
					}
				}
			}
		}
	}
}

// literalOf returns the composite literal that x is, or that the package-level
// variable x is initialised with, and the package that it is in.
func (r *declReader) literalOf(x ast.Expr, home *checkedPackage) (*ast.CompositeLit, *checkedPackage) {
	for range 100 { // var a = b; var b = a
		switch v := ast.Unparen(x).(type) {
		case *ast.CompositeLit:
			return v, home
		case *ast.Ident:
			x, home = r.initialValue(home.info.Uses[v])
		case *ast.SelectorExpr:
			x, home = r.initialValue(home.info.Uses[v.Sel])
		default:
			return nil, nil
		}
	}
	return nil, nil
}

// initialValue returns what a package-level variable is initialised with.
func (r *declReader) initialValue(obj types.Object) (ast.Expr, *checkedPackage) {
	v, ok := obj.(*types.Var)
	if !ok || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() {
		return nil, nil
	}
	home := r.done[v.Pkg().Path()]
	if home == nil {
		return nil, nil
	}
	var value ast.Expr
	(&declReader{packageChecker: r.packageChecker, pkg: home}).eachVar(func(name *ast.Ident, x ast.Expr) {
		if home.info.Defs[name] == obj {
			value = x
		}
	})
	return value, home
}

// reportInFunctions reports specs with a literal name inside functions, which evgen
// would silently ignore. It looks only at packages that evgen is run for.
func (r *declReader) reportInFunctions(declares bool) {
	if !declares && !slices.ContainsFunc(r.pkg.files, asksForEvgen) {
		return
	}
	for _, file := range r.pkg.files {
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				r.reportUnread(fn.Body, "inside a function")
			}
		}
	}
}

// reportNested reports specs inside a variable that is not a list of specs, such as a
// map, a list of pointers or a struct.
func (r *declReader) reportNested(value ast.Expr) { r.reportUnread(value, "inside another value") }

func (r *declReader) reportUnread(within ast.Node, where string) {
	ast.Inspect(within, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok || !looksLikeSpec(lit) && !r.isNamedSpec(lit) {
			return true
		}
		r.add(r.positionOf(lit.Pos()), "an EventSpec %s is not read; declare it in a package-level variable of type []events.EventSpec", where)
		return false
	})
}

// isNamedSpec reports whether a literal outside functions, where types are known, is a
// spec with a constant name.
func (r *declReader) isNamedSpec(lit *ast.CompositeLit) bool {
	if !isSpec(dereferenced(r.pkg.info.TypeOf(lit))) {
		return false
	}
	name := r.literalArguments(lit, r.pkg)["Name"]
	return name != nil && r.pkg.info.Types[name].Value != nil
}

// looksLikeSpec looks at names only, because types are not known inside functions.
func looksLikeSpec(lit *ast.CompositeLit) bool {
	if isSpecName(lit.Type) {
		return hasLiteralName(lit)
	}
	return holdsSpecs(lit.Type) && holdsNamedElement(lit)
}

func isSpecName(t ast.Expr) bool {
	sel, ok := t.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "EventSpec"
}

// holdsSpecs reports whether a type is a list or map of specs, of pointers to specs,
// or of such lists and maps.
func holdsSpecs(t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.ArrayType:
		return isSpecName(t.Elt) || holdsSpecs(t.Elt)
	case *ast.MapType:
		return isSpecName(t.Value) || holdsSpecs(t.Value)
	case *ast.StarExpr:
		return isSpecName(t.X) || holdsSpecs(t.X)
	}
	return false
}

// holdsNamedElement reports whether an element without a type of its own, at any depth,
// has a literal name.
func holdsNamedElement(lit *ast.CompositeLit) bool {
	return slices.ContainsFunc(lit.Elts, func(e ast.Expr) bool {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
		}
		elem, ok := e.(*ast.CompositeLit)
		return ok && elem.Type == nil && (hasLiteralName(elem) || holdsNamedElement(elem))
	})
}

func dereferenced(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func hasLiteralName(lit *ast.CompositeLit) bool {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); !ok || key.Name != "Name" {
				continue
			}
			e = kv.Value
		}
		b, ok := e.(*ast.BasicLit)
		return ok && b.Kind == token.STRING
	}
	return false
}

func asksForEvgen(f *ast.File) bool {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//go:generate ") && strings.Contains(c.Text, "evgen") {
				return true
			}
		}
	}
	return false
}

func isSpec(t types.Type) bool { return isEvents(t, "EventSpec") }

func isSpecList(t types.Type) bool {
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return isSpec(u.Elem())
	case *types.Array:
		return isSpec(u.Elem())
	}
	return false
}

// isEvents reports whether t is the type of that name in package events.
func isEvents(t types.Type, name string) bool {
	if t == nil {
		return false
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	obj := named.Obj()
	return obj.Pkg() != nil && obj.Pkg().Path() == EventsPath && obj.Name() == name
}
