package spec

import (
	"go/ast"
	"go/token"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// searchCalls looks through the functions of a package.
func (s *useSearch) searchCalls(p *syntaxPackage) {
	if !p.importsBus {
		return
	}
	for _, file := range p.files {
		c := &callSearch{s.fileScope(p, file)}
		for _, decl := range file.Decls {
			c.local = namesDeclaredIn(decl)
			ast.Inspect(decl, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					c.addCall(call)
				}
				return true
			})
		}
	}
}

// importsOfFile maps the names that a file has for its imports to those of them
// that are parsed.
func (s *useSearch) importsOfFile(file *ast.File) map[string]*syntaxPackage {
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

// callSearch finds the calls that listen and emit in one function.
type callSearch struct{ *textScope }

func (c *callSearch) addCall(call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	method := sel.Sel.Name
	if event, ok := c.eventOfTopic(sel.X); ok {
		switch method {
		case On, OnEvent, Stream, Emit, EmitWait:
			c.add(c.use(sel, event))
		}
		return
	}
	if method == OnAny && len(call.Args) > 0 {
		c.add(c.use(sel, ""))
		return
	}
	name, ok := nameArgument(method, call.Args)
	if !ok || isOther(name) {
		return // a method of something else
	}
	texts, ok := c.textsOf(name)
	if !ok {
		c.found.Unknown = append(c.found.Unknown, c.use(sel, ""))
	}
	for _, text := range texts {
		if ok && eventname.NameFault(text) == "" {
			c.add(c.use(sel, text))
		}
	}
}

// nameArgument returns the argument of a method of the bus that is the event's name. For
// a topic that syntax does not tell, it is another argument, and no constant.
func nameArgument(method string, args []ast.Expr) (ast.Expr, bool) {
	position, least := 0, 2
	switch method {
	case On, OnNamespace, OnEvent:
	case Stream:
		position = 1
	case Emit, EmitWait:
		position, least = 1, 3
	default:
		return nil, false
	}
	if len(args) < least {
		return nil, false
	}
	return args[position], true
}

// isOther reports whether an argument is neither a name nor a bus.
func isOther(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.BasicLit:
		return x.Kind != token.STRING
	case *ast.FuncLit, *ast.CompositeLit:
		return true
	}
	return false
}

func (c *callSearch) add(use Use) { c.found.add(use) }

func (c *callSearch) use(sel *ast.SelectorExpr, name string) Use {
	at := c.own.fset.PositionFor(sel.Sel.Pos(), false)
	return Use{c.own.path, sel.Sel.Name, name, placeOf(at)}
}

func placeOf(p token.Position) Place { return Place{p.Filename, p.Line, p.Column} }

// eventOfTopic returns the event of a topic: UserLoginTopic, auth.UserLoginTopic,
// or one that is made in the call.
func (c *callSearch) eventOfTopic(x ast.Expr) (string, bool) {
	if id, ok := x.(*ast.Ident); ok {
		if value := c.localValue(id); value != nil {
			x = value
		}
	}
	if name, ok := argumentOfNewTopic(x); ok {
		return c.textOf(name)
	}
	return c.lookup(x, func(p *syntaxPackage) map[string]namedText { return p.topics })
}
