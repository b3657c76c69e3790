package vet

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A handlerFunc is a function that is given to a listener.
type handlerFunc struct {
	body *ast.BlockStmt
	typ  *ast.FuncType
}

// bodiesOf returns the bodies of the functions that a handler may be.
func (h *handlerSet) bodiesOf(x ast.Expr, seen map[types.Object]bool) (bodies []*ast.BlockStmt) {
	for _, f := range h.handlerFuncs(x, seen) {
		bodies = append(bodies, f.body)
	}
	return bodies
}

// eventParams returns the parameters in which the functions get the event that a
// handler, predicate or key may be.
func (h *handlerSet) eventParams(x ast.Expr) (vars []*types.Var) {
	for _, f := range h.handlerFuncs(x, map[types.Object]bool{}) {
		if v := h.lastParam(f.typ); v != nil && isNamed(v.Type(), eventsPath, "Event") {
			vars = append(vars, v)
		}
	}
	return vars
}

// handlerFuncs returns the functions that x may be: a literal, a function or method of
// the package, also generic, what a variable holds, and what is given to a function that
// makes a handler of a handler.
func (h *handlerSet) handlerFuncs(x ast.Expr, seen map[types.Object]bool) []handlerFunc {
	switch x := ast.Unparen(x).(type) {
	case *ast.FuncLit:
		return []handlerFunc{{x.Body, x.Type}}
	case *ast.IndexExpr:
		h.addTypeArgs(x.X)
		return h.handlerFuncs(x.X, seen)
	case *ast.IndexListExpr:
		h.addTypeArgs(x.X)
		return h.handlerFuncs(x.X, seen)
	case *ast.Ident:
		return h.namedFuncs(x, seen)
	case *ast.SelectorExpr:
		return h.namedFuncs(x.Sel, seen)
	case *ast.CallExpr:
		if h.TypesInfo.Types[x.Fun].IsType() && len(x.Args) == 1 {
			return h.handlerFuncs(x.Args[0], seen)
		}
		return h.madeHandlers(x, seen)
	}
	return nil
}

func (h *handlerSet) addTypeArgs(x ast.Expr) {
	if id, ok := ast.Unparen(x).(*ast.Ident); ok {
		if fn, ok := h.TypesInfo.Uses[id].(*types.Func); ok {
			h.typeArgs[fn.Origin()] = append(h.typeArgs[fn.Origin()], h.TypesInfo.Instances[id].TypeArgs)
		}
	}
}

func (h *handlerSet) namedFuncs(id *ast.Ident, seen map[types.Object]bool) (found []handlerFunc) {
	switch obj := h.TypesInfo.Uses[id].(type) {
	case *types.Func:
		if d := h.decls[obj.Origin()]; d != nil {
			h.consumed[id], h.followed[obj.Origin()] = true, true
			return []handlerFunc{{d.Body, d.Type}}
		}
	case *types.Var:
		v := types.Object(obj.Origin())
		if _, isParam := h.flow.params[v]; isParam || seen[v] || h.flow.unseen[v] {
			return nil
		}
		seen[v] = true
		h.consumed[id], h.followed[v] = true, true
		for _, value := range h.flow.given[v] {
			found = append(found, h.handlerFuncs(value, seen)...)
		}
	}
	return found
}

// madeHandlers returns the handlers that a function of the package makes: the literal
// that it returns, and those of its arguments that this calls with its own event.
func (h *handlerSet) madeHandlers(call *ast.CallExpr, seen map[types.Object]bool) (found []handlerFunc) {
	fn, ok := calledFunc(h.TypesInfo, call)
	if !ok || seen[fn.Origin()] {
		return nil
	}
	seen[fn.Origin()] = true
	if inst := h.instanceOf(call); inst != nil {
		h.typeArgs[fn.Origin()] = append(h.typeArgs[fn.Origin()], inst)
	}
	for _, result := range h.flow.results[fn.Origin()] {
		made := h.handlerFuncs(result, seen)
		found = append(found, made...)
		for _, f := range made {
			for _, index := range h.passedOn(f, fn.Origin()) {
				if index < len(call.Args) {
					found = append(found, h.handlerFuncs(call.Args[index], seen)...)
				}
			}
		}
	}
	return found
}

func (p *busPackage) instanceOf(call *ast.CallExpr) *types.TypeList {
	if id := calledIdent(call); id != nil {
		return p.TypesInfo.Instances[id].TypeArgs
	}
	return nil
}

// calledIdent returns the name in a call, or nil.
func calledIdent(call *ast.CallExpr) *ast.Ident {
	x := ast.Unparen(call.Fun)
	for {
		switch f := x.(type) {
		case *ast.IndexExpr:
			x = ast.Unparen(f.X)
		case *ast.IndexListExpr:
			x = ast.Unparen(f.X)
		case *ast.SelectorExpr:
			return f.Sel
		case *ast.Ident:
			return f
		default:
			return nil
		}
	}
}

// passedOn returns the parameters of fn that a function in it calls with its own event.
func (h *handlerSet) passedOn(f handlerFunc, fn *types.Func) (indices []int) {
	event := h.lastParam(f.typ)
	ast.Inspect(f.body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || event == nil || len(call.Args) == 0 || namedVar(h.TypesInfo, call.Args[len(call.Args)-1]) != event {
			return true
		}
		if v := namedVar(h.TypesInfo, call.Fun); v != nil {
			if p, ok := h.flow.params[v]; ok && p.owner == any(fn) {
				indices = append(indices, p.index)
			}
		}
		return true
	})
	return indices
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

// eventVar returns the variable that holds the event, or its payload, that x is.
func (p *busPackage) eventVar(x ast.Expr) *types.Var {
	x = ast.Unparen(x)
	if call, ok := x.(*ast.CallExpr); ok {
		switch {
		case methodOf(p.TypesInfo, call, eventsPath, "Event") == "Payload":
			return namedVar(p.TypesInfo, ast.Unparen(call.Fun).(*ast.SelectorExpr).X)
		case p.TypesInfo.Types[call.Fun].IsType() && len(call.Args) == 1:
			return p.eventVar(call.Args[0])
		}
		return nil
	}
	v := namedVar(p.TypesInfo, x)
	if v == nil || !isEventVar(v) {
		return nil
	}
	return v
}

func isEventVar(v *types.Var) bool {
	return isNamed(v.Type(), eventsPath, "Event") || isPayloadMap(v.Type())
}

// addFlows adds what event variables are given to: other variables, and parameters of
// functions of the package.
func (h *handlerSet) addFlows() {
	for obj, values := range h.flow.given {
		v, ok := obj.(*types.Var)
		if !ok || v.IsField() || !isEventVar(v) {
			continue
		}
		for _, value := range values {
			h.addFlow(v, value)
		}
	}
	for _, call := range h.flow.calls {
		h.addCallFlows(call)
	}
}

func (h *handlerSet) addFlow(to *types.Var, value ast.Expr) bool {
	from := h.eventVar(value)
	if from == nil {
		h.otherNames[to] = true
		return false
	}
	h.from[to] = append(h.from[to], from)
	return true
}

func (h *handlerSet) addCallFlows(call *ast.CallExpr) {
	fn, ok := calledFunc(h.TypesInfo, call)
	if !ok || h.decls[fn.Origin()] == nil {
		return
	}
	params, known, any := fn.Origin().Signature().Params(), true, false
	for i, arg := range call.Args {
		if i < params.Len() && isEventVar(params.At(i)) {
			known = h.addFlow(params.At(i), arg) && known
			any = true
		}
	}
	if id := calledIdent(call); any && known && id != nil {
		h.consumed[id], h.followed[fn.Origin()] = true, true
	}
}

// markUsedElsewhere marks the event variables of functions that are not only
// registered, or called with known events: whatever else calls such a function may pass
// it other events.
func (h *handlerSet) markUsedElsewhere() {
	for id, obj := range h.TypesInfo.Uses {
		switch o := obj.(type) {
		case *types.Func:
			obj = o.Origin()
		case *types.Var:
			obj = o.Origin()
		}
		if !h.followed[obj] || h.consumed[id] || !h.isJudged(id) {
			continue
		}
		switch obj := obj.(type) {
		case *types.Func:
			for v := range obj.Signature().Params().Variables() {
				h.otherNames[v] = h.otherNames[v] || isEventVar(v)
			}
		case *types.Var:
			for _, value := range h.flow.given[obj] {
				for _, v := range h.eventParams(value) {
					h.otherNames[v] = true
				}
			}
		}
	}
}

// markOtherNames marks the event variables that the package sets, points at, or
// whose Name it looks at: the code around a read may then expect another event
// than the registration says.
func (h *handlerSet) markOtherNames() {
	mark := func(x ast.Expr) {
		if v := namedVar(h.TypesInfo, x); v != nil {
			h.otherNames[v] = true
		}
	}
	for n := range h.in.PreorderSeq((*ast.AssignStmt)(nil), (*ast.UnaryExpr)(nil), (*ast.SelectorExpr)(nil)) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				if index, ok := ast.Unparen(left).(*ast.IndexExpr); ok {
					left = index.X // of a map
				}
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

// propagate passes on which events variables may hold to those that they are given to.
func (h *handlerSet) propagate() {
	for changed := true; changed; {
		changed = false
		for to, list := range h.from {
			for _, from := range list {
				for _, c := range h.sources[from] {
					c.Verb = ""
					isSame := func(o busCall) bool { return o.call == c.call && o.name == c.name }
					if !slices.ContainsFunc(h.sources[to], isSame) {
						h.sources[to] = append(h.sources[to], c)
						changed = true
					}
				}
			}
		}
	}
	for _, list := range h.sources {
		slices.SortStableFunc(list, func(a, b busCall) int {
			return cmp.Or(cmp.Compare(a.call.Pos(), b.call.Pos()), cmp.Compare(a.name, b.name))
		})
	}
	for changed := true; changed; {
		changed = false
		for to, list := range h.from {
			for _, from := range list {
				if !h.otherNames[to] && (h.otherNames[from] || len(h.sources[from]) == 0) {
					h.otherNames[to], changed = true, true
				}
			}
		}
	}
}
