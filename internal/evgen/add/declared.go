package add

import (
	"fmt"
	"go/ast"
	"go/token"
	"iter"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// checkNames returns an error if the package declares the event already, or one
// of the Go names that would be generated.
func (p *sourcePackage) checkNames(e *newEvent) error {
	for _, other := range p.All() {
		if other.Name == e.name {
			return &spec.Error{Text: fmt.Sprintf("event %q is already declared at %s; change it there", e.name, other.Pos)}
		}
	}
	generated := &spec.Event{Event: contract.Event{GoName: e.goName}}
	for _, name := range generated.GeneratedNames() {
		if id := p.findDeclared(name); id != nil {
			return &spec.Error{Text: fmt.Sprintf("event %q needs the name %s, which is declared at %s; rename that, or declare the event by hand with a GoName", e.name, name, p.position(id.Pos()))}
		}
	}
	return nil
}

// findDeclared returns the declaration of a name at package level, or nil.
func (p *sourcePackage) findDeclared(name string) *ast.Ident {
	for _, f := range p.files {
		for id := range declaredNames(f.tree) {
			if id.Name == name {
				return id
			}
		}
	}
	return nil
}

// declaredNames yields the names that a file declares at package level.
func declaredNames(f *ast.File) iter.Seq[*ast.Ident] {
	return func(yield func(*ast.Ident) bool) {
		for _, d := range f.Decls {
			for _, id := range namesOf(d) {
				if !yield(id) {
					return
				}
			}
		}
	}
}

func namesOf(d ast.Decl) (names []*ast.Ident) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			names = append(names, d.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name)
			case *ast.ValueSpec:
				names = append(names, s.Names...)
			}
		}
	}
	return names
}

// packageVariables yields the variables at package level, each with its value, or
// nil if it has none of its own.
func packageVariables(f *ast.File) iter.Seq2[*ast.Ident, ast.Expr] {
	return func(yield func(*ast.Ident, ast.Expr) bool) {
		for _, d := range f.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, s := range gen.Specs {
				v := s.(*ast.ValueSpec)
				for i, id := range v.Names {
					if !yield(id, valueAt(v, i)) {
						return
					}
				}
			}
		}
	}
}

func valueAt(v *ast.ValueSpec, i int) ast.Expr {
	if len(v.Names) != len(v.Values) {
		return nil
	}
	return v.Values[i]
}
