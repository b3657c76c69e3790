package vet

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A handlerSet holds the handlers of a package, and which events they are
// called with. An event variable is the parameter of a handler that holds the
// event, or the variable of a loop over a stream.
type handlerSet struct {
	bodies     []*ast.BlockStmt         // of all handlers
	sources    map[*types.Var][]busCall // by event variable: the calls that events come from
	otherNames map[*types.Var]bool      // event variables that may hold other events too
	decls      map[*types.Func]*ast.FuncDecl
	registered map[*types.Func]int // how many times
	seen       map[*ast.BlockStmt]bool
}

// handlerMethods are the methods that take a handler, and which argument it is.
var handlerMethods = map[string]int{"On": 1, "OnNamespace": 1, "OnAny": 0}

func (p *busPackage) collectHandlers() handlerSet {
	h := handlerSet{
		sources: map[*types.Var][]busCall{}, otherNames: map[*types.Var]bool{}, decls: map[*types.Func]*ast.FuncDecl{},
		registered: map[*types.Func]int{}, seen: map[*ast.BlockStmt]bool{},
	}
	p.addFuncDecls(&h)
	for n := range p.in.PreorderSeq((*ast.CallExpr)(nil), (*ast.RangeStmt)(nil)) {
		if !p.isJudged(n) {
			continue
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			p.addRegistration(&h, n)
		case *ast.RangeStmt:
			p.addStream(&h, n)
		}
	}
	p.markUsedElsewhere(&h)
	p.markOtherNames(&h)
	return h
}

func (p *busPackage) addFuncDecls(h *handlerSet) {
	for n := range p.in.PreorderSeq((*ast.FuncDecl)(nil)) {
		if d := n.(*ast.FuncDecl); d.Body != nil && p.isJudged(d) {
			if fn, ok := p.TypesInfo.Defs[d.Name].(*types.Func); ok {
				h.decls[fn] = d
			}
		}
	}
}

// addRegistration adds the handler that a call registers.
func (p *busPackage) addRegistration(h *handlerSet, call *ast.CallExpr) {
	if m := topicMethodOf(p.TypesInfo, call); (m == "On" || m == "OnEvent") && len(call.Args) > 1 {
		p.addHandler(h, call.Args[1])
		return
	}
	arg, ok := handlerMethods[busMethodOf(p.TypesInfo, call)]
	if !ok || len(call.Args) <= arg {
		return
	}
	c, known, _ := readBusCall(p.TypesInfo, call)
	if known {
		p.addOptionFuncs(h, c, call.Args[arg+1:])
	}
	v := p.addHandler(h, call.Args[arg])
	switch {
	case v == nil:
	case known:
		h.sources[v] = append(h.sources[v], c)
	default:
		h.otherNames[v] = true
	}
}

// addOptionFuncs adds the functions in the options of a registration: predicates
// and keys see the same events as the handler.
func (p *busPackage) addOptionFuncs(h *handlerSet, c busCall, args []ast.Expr) {
	c.verb = "" // they are not handlers
	for _, arg := range args {
		ast.Inspect(arg, func(n ast.Node) bool {
			lit, ok := n.(*ast.FuncLit)
			if !ok {
				return true
			}
			v := p.lastParam(lit.Type)
			if v != nil && isNamed(v.Type(), eventsPath, "Event") {
				h.sources[v] = append(h.sources[v], c)
			}
			return false
		})
	}
}

// addHandler adds a handler's body and returns the parameter that is the event.
func (p *busPackage) addHandler(h *handlerSet, x ast.Expr) *types.Var {
	var body *ast.BlockStmt
	var typ *ast.FuncType
	switch x := ast.Unparen(x).(type) {
	case *ast.FuncLit:
		body, typ = x.Body, x.Type
	default:
		fn, ok := namedFunc(p.TypesInfo, x)
		if !ok || h.decls[fn] == nil {
			return nil
		}
		h.registered[fn]++
		body, typ = h.decls[fn].Body, h.decls[fn].Type
	}
	if !h.seen[body] {
		h.seen[body] = true
		h.bodies = append(h.bodies, body)
	}
	return p.lastParam(typ)
}

// lastParam returns the last parameter of a function, if it has a name.
func (p *busPackage) lastParam(t *ast.FuncType) *types.Var {
	if len(t.Params.List) == 0 {
		return nil
	}
	last := t.Params.List[len(t.Params.List)-1]
	if len(last.Names) == 0 {
		return nil
	}
	v, _ := p.TypesInfo.Defs[last.Names[len(last.Names)-1]].(*types.Var)
	return v
}

// addStream adds the variable of for e := range b.Stream(ctx, "user.login").
func (p *busPackage) addStream(h *handlerSet, r *ast.RangeStmt) {
	call, ok := ast.Unparen(r.X).(*ast.CallExpr)
	id, named := r.Key.(*ast.Ident)
	if !ok || !named || busMethodOf(p.TypesInfo, call) != "Stream" {
		return
	}
	c, ok, _ := readBusCall(p.TypesInfo, call)
	if v, isVar := p.TypesInfo.Defs[id].(*types.Var); ok && isVar {
		h.sources[v] = append(h.sources[v], c)
	}
}

// markUsedElsewhere marks the event variables of functions that are not only
// registered: whatever else calls such a function may pass it other events.
func (p *busPackage) markUsedElsewhere(h *handlerSet) {
	used := map[*types.Func]int{}
	for id, obj := range p.TypesInfo.Uses {
		if fn, ok := obj.(*types.Func); ok && h.registered[fn] > 0 && p.isJudged(id) {
			used[fn]++
		}
	}
	for fn, n := range used {
		params := fn.Signature().Params()
		if n != h.registered[fn] && params.Len() > 0 {
			h.otherNames[params.At(params.Len()-1)] = true
		}
	}
}

// markOtherNames marks the event variables that the package sets, points at, or
// whose Name it looks at: the code around a read may then expect another event
// than the registration says.
func (p *busPackage) markOtherNames(h *handlerSet) {
	mark := func(x ast.Expr) {
		if v := namedVar(p.TypesInfo, x); v != nil {
			h.otherNames[v] = true
		}
	}
	for n := range p.in.PreorderSeq((*ast.AssignStmt)(nil), (*ast.UnaryExpr)(nil), (*ast.SelectorExpr)(nil)) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				mark(left)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				mark(n.X)
			}
		case *ast.SelectorExpr:
			if n.Sel.Name == "Name" {
				mark(n.X)
			}
		}
	}
}
