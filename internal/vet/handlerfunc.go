package vet

import (
	"go/ast"
	"go/types"
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
