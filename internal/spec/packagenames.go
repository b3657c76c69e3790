package spec

import (
	"go/ast"
	"go/token"
	"strconv"
)

// declaredNames are the names that handwritten code declares at package level.
func (r *declReader) declaredNames() map[string]token.Position {
	names := map[string]token.Position{}
	scope := r.pkg.types.Scope()
	for _, name := range scope.Names() {
		names[name] = r.positionOf(scope.Lookup(name).Pos())
	}
	return names
}

// importedNames are the names of imports in any file. No declaration of the package may
// have one of them.
func (r *declReader) importedNames() map[string]token.Position {
	names := map[string]token.Position{}
	for _, f := range r.pkg.files {
		for _, imp := range f.Imports {
			for _, name := range r.importNames(imp) {
				names[name] = r.positionOf(imp.Pos())
			}
		}
	}
	return names
}

func (r *declReader) importNames(imp *ast.ImportSpec) []string {
	path, _ := strconv.Unquote(imp.Path.Value)
	if to, ok := r.listed.ImportMap[path]; ok {
		path = to
	}
	l := r.packageChecker.listed[path]
	switch {
	case imp.Name != nil && imp.Name.Name == ".":
		return r.broughtBy(l)
	case imp.Name != nil:
		return []string{imp.Name.Name}
	case l != nil:
		return []string{l.Name}
	}
	return nil
}

// broughtBy are the names that import . "path" adds to the file.
func (r *declReader) broughtBy(l *listedPackage) (names []string) {
	if l == nil {
		return nil
	}
	files, _ := r.parseFiles(l)
	for _, f := range files {
		for _, decl := range f.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					names = append(names, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					names = append(names, namesOfSpec(s)...)
				}
			}
		}
	}
	return names
}

func namesOfSpec(s ast.Spec) (names []string) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		return []string{s.Name.Name}
	case *ast.ValueSpec:
		for _, name := range s.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

// declaredMethods are the methods in handwritten code, such as "UserLogin.String". A
// generated struct may have methods, but none with the name of a field.
func (r *declReader) declaredMethods() map[string]token.Position {
	names := map[string]token.Position{}
	for _, f := range r.pkg.files {
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv != nil && len(fn.Recv.List) == 1 {
				if base := receiverName(fn.Recv.List[0].Type); base != nil {
					names[base.Name+"."+fn.Name.Name] = r.positionOf(fn.Name.Pos())
				}
			}
		}
	}
	return names
}

func receiverName(t ast.Expr) *ast.Ident {
	for {
		switch x := t.(type) {
		case *ast.ParenExpr:
			t = x.X
		case *ast.StarExpr:
			t = x.X
		case *ast.Ident:
			return x
		default:
			return nil // a generic type, which is never a generated one
		}
	}
}
