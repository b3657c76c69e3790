package spec

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strconv"

	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// typeDecl is the declaration of a type, with the file that its names belong to.
type typeDecl struct {
	*ast.TypeSpec
	file *ast.File
	path string // import path of its package
}

// checkDataType reports a type that is missing, or that no payload can hold.
func (r *hintResolver) checkDataType(f *Field, t *typehint.Type, path string) {
	known := r.typesOf(path)
	d := known[t.Name]
	if d == nil {
		r.refused[f] = true
		help := "declare it, or name another"
		if near, ok := eventname.Near(t.Name, slices.Sorted(maps.Keys(known))); ok {
			help = fmt.Sprintf("did you mean %s?", near)
		}
		if remedy := typehint.PythonRemedy(t.Name); remedy != "" {
			help = remedy
		}
		r.add(f.HintPos, "type hint %q: package %s has no type %s; %s", f.Hint, path, t.Name, help)
		return
	}
	why := r.notData(d)
	if d.TypeParams != nil {
		why = "is generic; declare a plain type of it in your package and name that"
	}
	if why != "" {
		r.refused[f] = true
		r.add(f.HintPos, "type hint %q: %s %s", f.Hint, t.Name, why)
	}
}

const anInterface = "is an interface, which is not data; use any, or a type that implements it"

// notData says why a type can't be the type of a field, or "" if it can. It follows
// names to their declarations.
func (r *hintResolver) notData(d *typeDecl) string {
	x := d.Type
	for range 100 { // type A B; type B A
		switch t := ast.Unparen(x).(type) {
		case *ast.FuncType, *ast.ChanType:
			return "is a function or channel, which is not data; use a type that is"
		case *ast.InterfaceType:
			return anInterface
		case *ast.IndexExpr:
			x = t.X
			continue
		case *ast.IndexListExpr:
			x = t.X
			continue
		}
		next := r.declarationNamed(d, x)
		if next == nil {
			return predeclaredInterface(x)
		}
		d, x = next, next.Type
	}
	return "is declared as itself; declare it as something else"
}

func predeclaredInterface(x ast.Expr) string {
	if name, ok := ast.Unparen(x).(*ast.Ident); ok && (name.Name == "error" || name.Name == "comparable") {
		return anInterface
	}
	return ""
}

// declarationNamed returns the declaration that the name x in d refers to, or nil.
func (r *hintResolver) declarationNamed(d *typeDecl, x ast.Expr) *typeDecl {
	switch t := ast.Unparen(x).(type) {
	case *ast.Ident:
		return r.typesOf(d.path)[t.Name]
	case *ast.SelectorExpr:
		if pkg, ok := t.X.(*ast.Ident); ok {
			return r.typesOf(r.importedAs(d.file, pkg.Name))[t.Sel.Name]
		}
	}
	return nil
}

// importedAs returns the import path of a name in a file, or "".
func (r *hintResolver) importedAs(f *ast.File, name string) string {
	for _, imp := range f.Imports {
		path, _ := strconv.Unquote(imp.Path.Value)
		l := r.listed[path]
		if imp.Name != nil && imp.Name.Name == name || imp.Name == nil && l != nil && l.Name == name {
			return path
		}
	}
	return ""
}

// typesOf returns the types that a package declares.
func (r *hintResolver) typesOf(path string) map[string]*typeDecl {
	if known, ok := r.types[path]; ok {
		return known
	}
	known := map[string]*typeDecl{}
	r.types[path] = known
	l := r.listed[path]
	if l == nil {
		return known
	}
	files, _ := r.checker.parseFiles(l)
	for _, f := range append(files, r.payloads.filesOf(r.checker, l)...) {
		for _, decl := range f.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.TYPE {
				continue
			}
			for _, s := range gen.Specs {
				s := s.(*ast.TypeSpec)
				known[s.Name.Name] = &typeDecl{s, f, path}
			}
		}
	}
	return known
}
