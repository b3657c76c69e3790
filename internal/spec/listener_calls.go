package spec

import (
	"go/ast"
	"go/token"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// searchCalls looks through the functions of a package.
func (s *listenerSearch) searchCalls(p *syntaxPackage) {
	if !p.importsBus {
		return
	}
	for _, file := range p.files {
		c := &callSearch{listenerSearch: s, own: p, imports: s.importsOfFile(file)}
		for _, decl := range file.Decls {
			c.hidden = namesDeclaredIn(decl)
			ast.Inspect(decl, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					c.addIfListens(call)
				}
				return true
			})
		}
	}
}

// importsOfFile maps the names that a file has for its imports to those of them
// that are parsed.
func (s *listenerSearch) importsOfFile(file *ast.File) map[string]*syntaxPackage {
	names := map[string]*syntaxPackage{}
	for _, imp := range file.Imports {
		p := s.known[importPath(imp)]
		switch {
		case p == nil:
		case imp.Name != nil:
			names[imp.Name.Name] = p
		default:
			names[p.name] = p
		}
	}
	return names
}

// callSearch finds the calls that listen in one function, and resolves the names
// in them.
type callSearch struct {
	*listenerSearch
	own     *syntaxPackage
	imports map[string]*syntaxPackage
	hidden  map[string]bool // names that mean something else in some part of this function
}

func (c *callSearch) addIfListens(call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	if event, ok := c.eventOfTopic(sel.X); ok {
		switch sel.Sel.Name {
		case On, OnEvent, Stream:
			c.addListener(sel, event)
		}
		return
	}
	if name, ok := c.nameArgument(sel.Sel.Name, call.Args); ok {
		c.addListener(sel, name)
	}
}

// nameArgument returns the event name that a method of the bus is called with.
func (c *callSearch) nameArgument(method string, args []ast.Expr) (string, bool) {
	position := 0
	switch method {
	case OnAny:
		return "", len(args) > 0
	case Stream:
		position = 1
	case On, OnNamespace:
	default:
		return "", false
	}
	if len(args) < 2 {
		return "", false // a method of something else
	}
	name, ok := c.textOf(args[position])
	return name, ok && eventname.NameFault(name) == ""
}

func (c *callSearch) addListener(sel *ast.SelectorExpr, name string) {
	at := c.own.fset.PositionFor(sel.Sel.Pos(), false)
	c.found = append(c.found, Listener{c.own.path, sel.Sel.Name, name, placeOf(at)})
}

func placeOf(p token.Position) Place { return Place{p.Filename, p.Line, p.Column} }

// eventOfTopic returns the event of a topic: UserLoginTopic, auth.UserLoginTopic,
// or one that is made in the call.
func (c *callSearch) eventOfTopic(x ast.Expr) (string, bool) {
	if name, ok := eventOfNewTopic(x); ok {
		return name, true
	}
	return c.lookup(x, func(p *syntaxPackage) map[string]string { return p.topics })
}

// textOf returns the string of a literal or a constant.
func (c *callSearch) textOf(x ast.Expr) (string, bool) {
	if text, ok := stringLiteral(x); ok {
		return text, true
	}
	return c.lookup(ast.Unparen(x), func(p *syntaxPackage) map[string]string { return p.consts })
}

// lookup finds a name of this package, or of one that the file imports.
func (c *callSearch) lookup(x ast.Expr, in func(*syntaxPackage) map[string]string) (text string, ok bool) {
	switch v := x.(type) {
	case *ast.Ident:
		if !c.hidden[v.Name] {
			text, ok = in(c.own)[v.Name]
		}
	case *ast.SelectorExpr:
		pkg, isName := v.X.(*ast.Ident)
		if isName && !c.hidden[pkg.Name] && c.imports[pkg.Name] != nil {
			text, ok = in(c.imports[pkg.Name])[v.Sel.Name]
		}
	}
	return text, ok
}
