package main

import (
	"go/ast"
	"go/token"
	"iter"
	"slices"
	"strconv"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// variables are those at package level, with the value of each, or nil.
func variables(f *ast.File) iter.Seq2[*ast.Ident, ast.Expr] {
	return func(yield func(*ast.Ident, ast.Expr) bool) {
		for _, d := range f.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, s := range gen.Specs {
				v := s.(*ast.ValueSpec)
				for i, id := range v.Names {
					var value ast.Expr
					if len(v.Names) == len(v.Values) {
						value = v.Values[i]
					}
					if !yield(id, value) {
						return
					}
				}
			}
		}
	}
}

// isList reports whether a literal may be a list of specs: []events.EventSpec, or
// of a type that has a name. What it really is, the loader knows afterwards.
func isList(lit *ast.CompositeLit) bool {
	switch lit.Type.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return true
	}
	return isSpecs(lit)
}

// isSpecs reports whether it spells the type out.
func isSpecs(lit *ast.CompositeLit) bool {
	list, ok := lit.Type.(*ast.ArrayType)
	return ok && specName(list.Elt) != nil
}

// specName returns the word EventSpec of a type that ends in it, or nil.
func specName(t ast.Expr) *ast.Ident {
	id, ok := t.(*ast.Ident)
	if sel, is := t.(*ast.SelectorExpr); is {
		id, ok = sel.Sel, true
	}
	if !ok || id.Name != "EventSpec" {
		return nil
	}
	return id
}

func hasList(f *ast.File) bool {
	for _, value := range variables(f) {
		if lit, ok := ast.Unparen(value).(*ast.CompositeLit); ok && isSpecs(lit) {
			return true
		}
	}
	return false
}

// qualifier is what stands in front of Schema in a file: "events." or what the
// file calls the package. It reports false where the file does not import it.
func qualifier(f *ast.File) (string, bool) {
	for _, imp := range f.Imports {
		path, err := strconv.Unquote(imp.Path.Value)
		switch {
		case err != nil || path != spec.EventsPath:
			continue
		case imp.Name == nil:
			return "events.", true
		case imp.Name.Name == ".":
			return "", true
		case imp.Name.Name != "_":
			return imp.Name.Name + ".", true
		}
	}
	return "", false
}

// sorted returns the index at which name keeps the elements in order, or that
// after the last, where they have none or it can't be seen.
func (p *place) sorted(src *source, lit *ast.CompositeLit, name string) int {
	var names []string
	for _, elem := range lit.Elts {
		from, to := p.at(elem.Pos()).Offset, p.at(elem.End()).Offset
		for _, e := range p.pkg.All() {
			if e.Pos.Filename == src.name && from <= e.Pos.Offset && e.Pos.Offset < to {
				names = append(names, e.Name)
				break
			}
		}
	}
	if len(names) < len(lit.Elts) || !slices.IsSorted(names) || slices.ContainsFunc(lit.Elts, isKeyed) {
		return len(lit.Elts)
	}
	i, _ := slices.BinarySearch(names, name)
	return i
}

// isKeyed finds 5: {…}; what stands behind it takes its number from it.
func isKeyed(x ast.Expr) bool {
	_, ok := x.(*ast.KeyValueExpr)
	return ok
}
