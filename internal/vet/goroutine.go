package vet

import (
	"go/ast"
	"go/types"
)

// Goroutine reports go statements in handlers that ignore an error.
var Goroutine = newCheck("goroutine", `a go statement in a handler that loses an error

It reports a go statement that calls a function which returns an error, or a
function literal that ignores one. If the handler returns the error instead, the
error handler of the bus gets it, and gets a panic too. In a goroutine of the
handler's own the error is lost, and a panic ends the program. A listener with
events.Async() runs beside the emitter and has neither problem. An error that a
literal assigns to _ is not reported: it is ignored on purpose.

Calls whose errors programs ignore by custom are not reported: Close, Write and
its variants, and the functions of fmt.`,
	func(c *checkRun) {
		for _, body := range c.handlers.bodies {
			ast.Inspect(body, func(n ast.Node) bool {
				if g, ok := n.(*ast.GoStmt); ok {
					c.checkGoStmt(g)
					return false
				}
				return true
			})
		}
	})

func (c *checkRun) checkGoStmt(g *ast.GoStmt) {
	lost := g.Call
	if !c.returnsError(g.Call) {
		lit, ok := ast.Unparen(g.Call.Fun).(*ast.FuncLit)
		if !ok {
			return
		}
		lost = c.firstIgnoredError(lit.Body)
	}
	if lost != nil {
		c.report(g, nil, "the error of %s is lost here, and its panic ends the program; return it from the handler, and register that with events.Async()",
			calledName(lost))
	}
}

func calledName(call *ast.CallExpr) string {
	text := types.ExprString(call.Fun)
	if _, lit := ast.Unparen(call.Fun).(*ast.FuncLit); lit || len(text) > 40 {
		return "the function"
	}
	return text
}

// firstIgnoredError returns the first call in a goroutine's body whose error is
// ignored, or nil.
func (c *checkRun) firstIgnoredError(body *ast.BlockStmt) (first *ast.CallExpr) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.DeferStmt, *ast.GoStmt:
			return false
		case *ast.ExprStmt:
			first = c.ignoredError(n.X)
		}
		return first == nil
	})
	return first
}

// ignoredError returns the call that x is, if it returns an error that programs
// do not ignore by custom. Otherwise it returns nil.
func (c *checkRun) ignoredError(x ast.Expr) *ast.CallExpr {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok || !c.returnsError(call) || c.isIgnorable(call) {
		return nil
	}
	return call
}

// returnsError reports whether the last result of a call is an error.
func (c *checkRun) returnsError(call *ast.CallExpr) bool {
	sig, ok := types.Unalias(c.TypesInfo.TypeOf(call.Fun)).Underlying().(*types.Signature)
	if !ok || sig.Results().Len() == 0 {
		return false
	}
	last := sig.Results().At(sig.Results().Len() - 1).Type()
	return types.Identical(last, types.Universe.Lookup("error").Type())
}

// isIgnorable reports whether programs ignore the error of such a call by custom.
func (c *checkRun) isIgnorable(call *ast.CallExpr) bool {
	fn, ok := calledFunc(c.TypesInfo, call)
	if !ok {
		return false
	}
	switch fn.Name() {
	case "Close", "Write", "WriteString", "WriteByte", "WriteRune":
		return true
	}
	return fn.Pkg() != nil && fn.Pkg().Path() == "fmt"
}
