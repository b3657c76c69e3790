package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// lostOptional is the finding about a read of an optional field after which the handler
// fails if the field is missing, or nil: an assertion without "ok" panics, and an error
// of events.Field is returned. A handler that looks whether the field is there, or reads
// it only under a condition, may know that it is.
func (p *busPackage) lostOptional(r fieldRead, n ast.Node, from []busCall) *finding {
	if _, isPointer := types.Unalias(r.typ).(*types.Pointer); isPointer || r.typ == nil {
		return nil
	}
	for _, call := range from {
		declared, ok := p.knownContract(call.name)
		if !ok || declared.Field(r.key) == nil || !declared.Field(r.key).MayBeNil() {
			return nil
		}
	}
	cursor, ok := p.in.Root().FindNode(n)
	if !ok || !p.isAlwaysRun(cursor) || p.looksFor(cursor, r) {
		return nil
	}
	declared, _ := p.knownContract(from[0].name)
	switch {
	case r.asserted && !hasOk(cursor):
		return newFinding(n, nil, "field %q of event %q is optional (%s), and this panics if it is missing; write v, ok :=", r.key, declared.Name, p.placeOf(declared))
	case !r.asserted && p.returnsErrorOf(cursor):
		return newFinding(n, nil, "field %q of event %q is optional (%s), and the handler fails if it is missing; read a pointer, events.Field[*%s]",
			r.key, declared.Name, p.placeOf(declared), p.typeName(r.typ, p.shapes().Of(r.typ)))
	}
	return nil
}

// hasOk reports whether an assertion is one of v, ok := x.(T).
func hasOk(c inspector.Cursor) bool {
	switch parent := outside(c).Parent().Node().(type) {
	case *ast.AssignStmt:
		return len(parent.Lhs) == 2 && len(parent.Rhs) == 1
	case *ast.ValueSpec:
		return len(parent.Names) == 2 && len(parent.Values) == 1
	}
	return false
}

// outside returns the cursor of the expression without the parentheses around it.
func outside(c inspector.Cursor) inspector.Cursor {
	for {
		if _, ok := c.Parent().Node().(*ast.ParenExpr); !ok {
			return c
		}
		c = c.Parent()
	}
}

// isAlwaysRun reports whether a function always comes to a place: it is in no branch and
// no loop, and before it the function returns only because of errors.
func (p *busPackage) isAlwaysRun(c inspector.Cursor) bool {
	for at := c; ; at = at.Parent() {
		parent := at.Parent().Node()
		switch parent := parent.(type) {
		case *ast.IfStmt:
			if at.Node() != parent.Init && at.Node() != parent.Cond {
				return false
			}
		case *ast.BinaryExpr:
			if (parent.Op == token.LAND || parent.Op == token.LOR) && at.Node() == parent.Y {
				return false
			}
		case *ast.ForStmt, *ast.RangeStmt, *ast.CaseClause, *ast.CommClause, *ast.DeferStmt, *ast.GoStmt:
			return false
		case *ast.BlockStmt:
			if !p.returnsOnlyErrors(parent.List, at.Node()) {
				return false
			}
		case *ast.FuncDecl, *ast.FuncLit, nil:
			return parent != nil
		}
	}
}

// returnsOnlyErrors reports whether the statements before one return only under
// conditions such as err != nil.
func (p *busPackage) returnsOnlyErrors(list []ast.Stmt, end ast.Node) bool {
	for _, s := range list {
		if s == end {
			return true
		}
		if s, ok := s.(*ast.IfStmt); ok && p.isErrorCheck(s.Cond) && s.Else == nil {
			continue
		}
		leaves := false
		ast.Inspect(s, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt, *ast.BranchStmt:
				leaves = true
			}
			return true
		})
		if leaves {
			return false
		}
	}
	return true
}

// isErrorCheck reports whether x is err != nil.
func (p *busPackage) isErrorCheck(x ast.Expr) bool {
	b, ok := ast.Unparen(x).(*ast.BinaryExpr)
	return ok && b.Op == token.NEQ && p.TypesInfo.Types[b.Y].IsNil() &&
		types.Identical(p.TypesInfo.TypeOf(b.X), types.Universe.Lookup("error").Type())
}

// looksFor reports whether the function around a read names the field in another place,
// too: it may look whether it is there.
func (p *busPackage) looksFor(c inspector.Cursor, r fieldRead) bool {
	body := functionAround(c)
	found := false
	for at := range body.Preorder((*ast.BasicLit)(nil), (*ast.Ident)(nil)) {
		x := at.Node().(ast.Expr)
		text, ok := constantString(p.TypesInfo, x)
		found = found || ok && text == r.key && x != ast.Unparen(r.at) && x.Pos() != r.at.Pos()
	}
	return found
}

func functionAround(c inspector.Cursor) inspector.Cursor {
	for at := range c.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		return at
	}
	return c
}

// returnsErrorOf reports whether the function returns the error of a call: as its result,
// or by if err != nil { return … err … } right after it.
func (p *busPackage) returnsErrorOf(call inspector.Cursor) bool {
	assign, ok := call.Parent().Node().(*ast.AssignStmt)
	if !ok || len(assign.Lhs) != 2 || len(assign.Rhs) != 1 {
		return false
	}
	id, ok := assign.Lhs[1].(*ast.Ident)
	if !ok || id.Name == "_" {
		return false
	}
	err := p.TypesInfo.ObjectOf(id)
	if check, ok := call.Parent().Parent().Node().(*ast.IfStmt); ok && check.Init == assign {
		return p.isErrorCheck(check.Cond) && p.returnsVar(check.Body.List, err)
	}
	next, ok := call.Parent().NextSibling()
	if !ok {
		return false
	}
	switch next := next.Node().(type) {
	case *ast.IfStmt:
		return p.isErrorCheck(next.Cond) && p.usesVar(next.Cond, err) && p.returnsVar(next.Body.List, err)
	case *ast.ReturnStmt:
		return p.returnsVar([]ast.Stmt{next}, err)
	}
	return false
}

// returnsVar reports whether the last of the statements returns the variable, perhaps in
// another error.
func (p *busPackage) returnsVar(list []ast.Stmt, v types.Object) bool {
	if len(list) == 0 {
		return false
	}
	ret, ok := list[len(list)-1].(*ast.ReturnStmt)
	return ok && slices.ContainsFunc(ret.Results, func(x ast.Expr) bool { return p.usesVar(x, v) })
}

func (p *busPackage) usesVar(x ast.Node, v types.Object) bool {
	used := false
	ast.Inspect(x, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		used = used || ok && p.TypesInfo.Uses[id] == v
		return true
	})
	return used
}
