package vet

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

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
