package vet

import (
	"go/ast"
	"go/types"
)

// checkGoroutines reports go statements in handlers that throw an error away.
// An error that the handler returns reaches the error handler of the bus, and a
// panic too; in a goroutine of its own the one is lost and the other ends the
// program. An asynchronous listener has both.
func (j *judge) checkGoroutines() {
	for _, body := range j.funcs.bodies {
		ast.Inspect(body, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				j.checkGo(g)
				return false
			}
			return true
		})
	}
}

func (j *judge) checkGo(g *ast.GoStmt) {
	lost := g.Call
	if lit, ok := ast.Unparen(g.Call.Fun).(*ast.FuncLit); ok && !j.fails(g.Call) {
		lost = j.dropped(lit.Body)
	} else if !j.fails(g.Call) {
		lost = nil
	}
	if lost == nil {
		return
	}
	j.report(g, "goroutine", nil, "the error of %s reaches nobody here, and its panic ends the program; return it from the handler, and register that with events.Async()",
		called(lost))
}

func called(call *ast.CallExpr) string {
	text := types.ExprString(call.Fun)
	if _, lit := ast.Unparen(call.Fun).(*ast.FuncLit); lit || len(text) > 40 {
		return "the function"
	}
	return text
}

// dropped returns the first call in a goroutine's body whose error is thrown
// away. Calls that are there to tidy up or to print are none of these.
func (j *judge) dropped(body *ast.BlockStmt) (lost *ast.CallExpr) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.DeferStmt, *ast.GoStmt:
			return false
		case *ast.ExprStmt:
			lost = j.first(lost, n.X)
		case *ast.AssignStmt:
			if allBlank(n.Lhs) && len(n.Rhs) == 1 {
				lost = j.first(lost, n.Rhs[0])
			}
		}
		return lost == nil
	})
	return lost
}

func (j *judge) first(found *ast.CallExpr, x ast.Expr) *ast.CallExpr {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if found != nil || !ok || !j.fails(call) || j.tidies(call) {
		return found
	}
	return call
}

func allBlank(list []ast.Expr) bool {
	for _, x := range list {
		if id, ok := x.(*ast.Ident); !ok || id.Name != "_" {
			return false
		}
	}
	return true
}

// fails reports whether the last result of a call is an error.
func (j *judge) fails(call *ast.CallExpr) bool {
	sig, ok := types.Unalias(j.TypesInfo.TypeOf(call.Fun)).Underlying().(*types.Signature)
	if !ok || sig.Results().Len() == 0 {
		return false
	}
	last := sig.Results().At(sig.Results().Len() - 1).Type()
	return types.Identical(last, types.Universe.Lookup("error").Type())
}

// tidies reports whether everybody ignores the error of such a call.
func (j *judge) tidies(call *ast.CallExpr) bool {
	fn, ok := j.callee(call)
	if !ok {
		return false
	}
	switch fn.Name() {
	case "Close", "Write", "WriteString", "WriteByte", "WriteRune":
		return true
	}
	return fn.Pkg() != nil && fn.Pkg().Path() == "fmt"
}
