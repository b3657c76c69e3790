package vet

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
)

// lists finds out which specs are what the package listens to, and which of all
// evgen reads: those in package-level lists. A variable or method Listens, or
// what Expect is given, is a list of what it listens to.
func (c *collector) lists(in *inspector.Inspector) {
	for obj, value := range c.vars {
		if isSpecList(obj.Type()) {
			c.mark(value, c.listed)
			if isListens(obj.Name()) {
				c.mark(value, c.heard)
			}
		}
	}
	for n := range in.PreorderSeq((*ast.FuncDecl)(nil), (*ast.CallExpr)(nil)) {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body != nil && isListens(n.Name.Name) {
				c.mark(n.Body, c.heard)
			}
		case *ast.CallExpr:
			if busMethod(c.TypesInfo, n) == "Expect" {
				for _, arg := range n.Args {
					c.mark(arg, c.heard)
				}
			}
		}
	}
}

func isListens(name string) bool { return name == "Listens" || name == "listens" }

// mark adds the specs inside n to set, and those that variables in it hold.
func (c *collector) mark(n ast.Node, set map[*ast.CompositeLit]bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if isNamed(c.TypesInfo.TypeOf(n), eventsPath, "EventSpec") {
				set[n] = true
			}
		case *ast.Ident:
			value, ok := c.vars[c.TypesInfo.Uses[n]]
			if t := c.TypesInfo.TypeOf(n); ok && (isNamed(t, eventsPath, "EventSpec") || isSpecList(t)) {
				c.mark(value, set) // the compiler allows no circles
			}
		}
		return true
	})
}

func isSpecList(t types.Type) bool {
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return isNamed(u.Elem(), eventsPath, "EventSpec")
	case *types.Array:
		return isNamed(u.Elem(), eventsPath, "EventSpec")
	}
	return false
}
