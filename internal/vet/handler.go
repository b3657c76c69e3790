package vet

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
)

// funcs are the handlers of a package, and what is known of the events that
// they are called with.
type funcs struct {
	bodies []*ast.BlockStmt     // of all handlers
	topics map[*types.Var][]use // by the variable that holds the event: where it comes from
	vague  map[*types.Var]bool  // other events may come too
	decls  map[*types.Func]*ast.FuncDecl
	asked  map[*types.Func]int // how often it is registered
	seen   map[*ast.BlockStmt]bool
}

// registrations are the methods that take a handler, and which argument it is.
var registrations = map[string]int{"On": 1, "OnNamespace": 1, "OnAny": 0}

func (j *judge) collectFuncs() funcs {
	f := funcs{
		topics: map[*types.Var][]use{}, vague: map[*types.Var]bool{}, decls: map[*types.Func]*ast.FuncDecl{},
		asked: map[*types.Func]int{}, seen: map[*ast.BlockStmt]bool{},
	}
	for n := range j.in.PreorderSeq((*ast.FuncDecl)(nil)) {
		if d := n.(*ast.FuncDecl); d.Body != nil && j.counts(d) {
			if fn, ok := j.TypesInfo.Defs[d.Name].(*types.Func); ok {
				f.decls[fn] = d
			}
		}
	}
	for n := range j.in.PreorderSeq((*ast.CallExpr)(nil), (*ast.RangeStmt)(nil)) {
		if !j.counts(n) {
			continue
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			j.registration(&f, n)
		case *ast.RangeStmt:
			j.streamed(&f, n)
		}
	}
	j.otherUses(&f)
	return f
}

// registration notes the handler that a call registers.
func (j *judge) registration(f *funcs, call *ast.CallExpr) {
	if m := methodOf(j.TypesInfo, call, typedPath, "Topic"); (m == "On" || m == "OnEvent") && len(call.Args) > 1 {
		j.handler(f, call.Args[1])
		return
	}
	m := busMethod(j.TypesInfo, call)
	arg, ok := registrations[m]
	if !ok || len(call.Args) <= arg {
		return
	}
	u, known, _ := nameUse(j.TypesInfo, call)
	if known {
		j.options(f, u, call.Args[arg+1:])
	}
	v := j.handler(f, call.Args[arg])
	switch {
	case v == nil:
	case known:
		f.topics[v] = append(f.topics[v], u)
	default:
		f.vague[v] = true
	}
}

// options notes the functions in the options of a registration: predicates and
// keys see the same events as the handler.
func (j *judge) options(f *funcs, u use, args []ast.Expr) {
	u.verb = "" // they are no handlers
	for _, arg := range args {
		ast.Inspect(arg, func(n ast.Node) bool {
			lit, ok := n.(*ast.FuncLit)
			if !ok {
				return true
			}
			v := j.lastParam(lit.Type)
			if v != nil && isNamed(v.Type(), eventsPath, "Event") {
				f.topics[v] = append(f.topics[v], u)
			}
			return false
		})
	}
}

// handler notes a handler's body and returns the parameter that is the event.
func (j *judge) handler(f *funcs, x ast.Expr) *types.Var {
	var body *ast.BlockStmt
	var typ *ast.FuncType
	switch x := ast.Unparen(x).(type) {
	case *ast.FuncLit:
		body, typ = x.Body, x.Type
	default:
		fn, ok := j.function(x)
		if !ok || f.decls[fn] == nil {
			return nil
		}
		f.asked[fn]++
		body, typ = f.decls[fn].Body, f.decls[fn].Type
	}
	if !f.seen[body] {
		f.seen[body] = true
		f.bodies = append(f.bodies, body)
	}
	return j.lastParam(typ)
}

// lastParam returns the last parameter of a function, if it has a name.
func (j *judge) lastParam(t *ast.FuncType) *types.Var {
	if len(t.Params.List) == 0 {
		return nil
	}
	last := t.Params.List[len(t.Params.List)-1]
	if len(last.Names) == 0 {
		return nil
	}
	v, _ := j.TypesInfo.Defs[last.Names[len(last.Names)-1]].(*types.Var)
	return v
}

// function returns the function or method that x names.
func (j *judge) function(x ast.Expr) (*types.Func, bool) {
	var id *ast.Ident
	switch x := x.(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	default:
		return nil, false
	}
	fn, ok := j.TypesInfo.Uses[id].(*types.Func)
	return fn, ok
}

// streamed notes for e := range b.Stream(ctx, "user.login").
func (j *judge) streamed(f *funcs, r *ast.RangeStmt) {
	call, ok := ast.Unparen(r.X).(*ast.CallExpr)
	id, named := r.Key.(*ast.Ident)
	if !ok || !named || busMethod(j.TypesInfo, call) != "Stream" {
		return
	}
	u, ok, _ := nameUse(j.TypesInfo, call)
	if v, isVar := j.TypesInfo.Defs[id].(*types.Var); ok && isVar {
		f.topics[v] = append(f.topics[v], u)
	}
}

// otherUses marks events that may be others than the registrations say: the
// function is used elsewhere too, the variable is set, or the name of the event
// is looked at.
func (j *judge) otherUses(f *funcs) {
	used := map[*types.Func]int{}
	for id, obj := range j.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && f.asked[fn] > 0 && j.counts(id) {
			used[fn]++
		}
	}
	for fn, n := range used {
		params := fn.Signature().Params()
		if n != f.asked[fn] && params.Len() > 0 {
			f.vague[params.At(params.Len()-1)] = true
		}
	}
	for n := range j.in.PreorderSeq((*ast.AssignStmt)(nil), (*ast.UnaryExpr)(nil), (*ast.SelectorExpr)(nil)) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				j.mark(f, left)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				j.mark(f, n.X)
			}
		case *ast.SelectorExpr:
			if n.Sel.Name == "Name" {
				j.mark(f, n.X)
			}
		}
	}
}

func (j *judge) mark(f *funcs, x ast.Expr) {
	if v := j.variable(x); v != nil {
		f.vague[v] = true
	}
}

// variable returns the variable that x names.
func (j *judge) variable(x ast.Expr) *types.Var {
	id, ok := ast.Unparen(x).(*ast.Ident)
	if !ok {
		return nil
	}
	v, _ := j.TypesInfo.Uses[id].(*types.Var)
	return v
}

// callee returns the function that a call calls.
func (j *judge) callee(call *ast.CallExpr) (*types.Func, bool) {
	fn, ok := typeutil.Callee(j.TypesInfo, call).(*types.Func)
	return fn, ok
}
