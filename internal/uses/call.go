package uses

import (
	"go/ast"
	"go/token"

	"github.com/fastpluggy/eventbus/internal/hint"
)

// calls looks through the functions of a package.
func (f *finder) calls(s *source) {
	if !s.listens {
		return
	}
	for _, file := range s.files {
		r := &resolver{finder: f, own: s, imports: f.imports(file)}
		for _, decl := range file.Decls {
			r.locals = locals(decl)
			ast.Inspect(decl, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					r.call(call)
				}
				return true
			})
		}
	}
}

// imports are the names under which a file knows other packages that are looked at.
func (f *finder) imports(file *ast.File) map[string]*source {
	names := map[string]*source{}
	for _, imp := range file.Imports {
		s := f.known[importPath(imp)]
		switch {
		case s == nil:
		case imp.Name != nil:
			names[imp.Name.Name] = s
		default:
			names[s.name] = s
		}
	}
	return names
}

// resolver finds out what the names in one file mean.
type resolver struct {
	*finder
	own     *source
	imports map[string]*source
	locals  map[string]bool // names that mean something else in some part of this function
}

// call notes a call that listens.
func (r *resolver) call(call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	if topic, ok := r.topic(sel.X); ok {
		switch sel.Sel.Name {
		case On, OnEvent, Stream:
			r.note(sel, topic)
		}
		return
	}
	if name, ok := r.named(sel.Sel.Name, call.Args); ok {
		r.note(sel, name)
	}
}

// named returns the name that a method of the bus is called with.
func (r *resolver) named(method string, args []ast.Expr) (string, bool) {
	at := 0
	switch method {
	case OnAny:
		return "", len(args) > 0
	case Stream:
		at = 1
	case On, OnNamespace:
	default:
		return "", false
	}
	if len(args) < 2 {
		return "", false // of something else
	}
	name, ok := r.text(args[at])
	return name, ok && hint.NameFault(name) == ""
}

func (r *resolver) note(sel *ast.SelectorExpr, name string) {
	at := r.own.fset.PositionFor(sel.Sel.Pos(), false)
	r.found = append(r.found, Use{r.own.path, sel.Sel.Name, name, place(at)})
}

func place(p token.Position) Place { return Place{p.Filename, p.Line, p.Column} }

// topic returns the event of a topic: UserLoginTopic, auth.UserLoginTopic, or
// one that is made on the spot.
func (r *resolver) topic(x ast.Expr) (string, bool) {
	if name, ok := made(x); ok {
		return name, true
	}
	return r.look(x, func(s *source) map[string]string { return s.topics })
}

// text returns what a literal or a constant says.
func (r *resolver) text(x ast.Expr) (string, bool) {
	if text, ok := literal(x); ok {
		return text, true
	}
	return r.look(ast.Unparen(x), func(s *source) map[string]string { return s.consts })
}

// look finds a name of this package, or of one that the file imports.
func (r *resolver) look(x ast.Expr, in func(*source) map[string]string) (text string, ok bool) {
	switch v := x.(type) {
	case *ast.Ident:
		if !r.locals[v.Name] {
			text, ok = in(r.own)[v.Name]
		}
	case *ast.SelectorExpr:
		pkg, isName := v.X.(*ast.Ident)
		if isName && !r.locals[pkg.Name] && r.imports[pkg.Name] != nil {
			text, ok = in(r.imports[pkg.Name])[v.Sel.Name]
		}
	}
	return text, ok
}
