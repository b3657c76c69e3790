package vet

import (
	"go/ast"
	"go/types"
	"slices"
)

// A handlerSet holds the handlers of a package, and which events they are
// called with. An event variable holds an event, or the map of one: the parameter of a
// handler, the variable of a loop over a stream, and what these are given to.
type handlerSet struct {
	*busPackage
	bodies     []*ast.BlockStmt                  // of all handlers
	sources    map[*types.Var][]busCall          // by event variable: the calls that events come from
	otherNames map[*types.Var]bool               // event variables that may hold other events too
	from       map[*types.Var][]*types.Var       // by event variable: those that it gets its value from
	typeArgs   map[*types.Func][]*types.TypeList // of generic handlers that are registered
	decls      map[*types.Func]*ast.FuncDecl
	consumed   map[*ast.Ident]bool   // names of handlers where these are registered or called with an event
	followed   map[types.Object]bool // functions, and variables that hold them
	seen       map[*ast.BlockStmt]bool
}

func (p *busPackage) collectHandlers() handlerSet {
	h := handlerSet{
		busPackage: p, sources: map[*types.Var][]busCall{}, otherNames: map[*types.Var]bool{}, from: map[*types.Var][]*types.Var{},
		typeArgs: map[*types.Func][]*types.TypeList{}, decls: map[*types.Func]*ast.FuncDecl{}, consumed: map[*ast.Ident]bool{},
		followed: map[types.Object]bool{}, seen: map[*ast.BlockStmt]bool{},
	}
	h.addFuncDecls()
	for _, call := range p.flow.calls {
		h.addTopicListener(call)
		h.addRegistrations(call)
	}
	for n := range p.in.PreorderSeq((*ast.RangeStmt)(nil)) {
		if p.isJudged(n) {
			h.addStream(n.(*ast.RangeStmt))
		}
	}
	h.addFlows()
	h.markUsedElsewhere()
	h.markOtherNames()
	h.propagate()
	return h
}

func (h *handlerSet) addFuncDecls() {
	for n := range h.in.PreorderSeq((*ast.FuncDecl)(nil)) {
		if d := n.(*ast.FuncDecl); d.Body != nil && h.isJudged(d) {
			if fn, ok := h.TypesInfo.Defs[d.Name].(*types.Func); ok {
				h.decls[fn] = d
			}
		}
	}
}

// addRegistrations adds the handlers that a call registers.
func (h *handlerSet) addRegistrations(call *ast.CallExpr) {
	for _, b := range h.funcs.resolve(call) {
		if b.Handler < 0 || b.arg(b.Handler) == nil {
			continue
		}
		vars := h.addHandler(b.arg(b.Handler))
		for _, v := range vars {
			h.otherNames[v] = h.otherNames[v] || b.Verb != "On"
		}
		if b.Verb == "On" {
			h.addSources(vars, &b, call)
		}
	}
}

// addSources adds the names that a call of On may give.
func (h *handlerSet) addSources(vars []*types.Var, b *boundFunc, call *ast.CallExpr) {
	names := 0
	for _, c := range h.calls {
		if c.call != call || c.Verb != "On" || c.Handler != b.Handler {
			continue
		}
		names++
		for _, v := range vars {
			h.sources[v] = append(h.sources[v], c)
			h.otherNames[v] = h.otherNames[v] || !c.isOnly && !c.isSure
		}
		if b.Options >= 0 && len(b.args) > b.Options {
			h.addOptions(b.args[b.Options:], c)
		}
	}
	for _, v := range vars {
		h.otherNames[v] = h.otherNames[v] || names == 0
	}
}

// addTopicListener adds what a listener of a topic is given: its handler, and the
// functions in its options, which get the event itself.
func (h *handlerSet) addTopicListener(call *ast.CallExpr) {
	m := topicMethodOf(h.TypesInfo, call)
	if (m == "On" || m == "OnEvent") && len(call.Args) > 1 {
		h.addHandler(call.Args[1])
	} else if m != "Stream" {
		return
	}
	name, ok := h.topicName(ast.Unparen(call.Fun).(*ast.SelectorExpr).X)
	if ok && len(call.Args) > 2 {
		h.addOptions(call.Args[2:], busCall{call: call, name: name, boundFunc: boundFunc{busFunc: busFunc{Verb: m}}})
	}
}

// addOptions adds the functions in the options of a registration: predicates
// and keys see the same events as the handler.
func (h *handlerSet) addOptions(options []ast.Expr, c busCall) {
	c.Verb = "" // they are not handlers
	for _, option := range options {
		for _, fun := range h.optionFuncs(option, map[types.Object]bool{}) {
			for _, v := range h.eventParams(fun) {
				h.sources[v] = append(h.sources[v], c)
			}
		}
	}
}

// optionFuncs returns the functions that get events in an option, also if it is made in
// a variable or by a function of the package.
func (h *handlerSet) optionFuncs(x ast.Expr, seen map[types.Object]bool) (funs []ast.Expr) {
	switch x := ast.Unparen(x).(type) {
	case *ast.CompositeLit:
		for _, e := range x.Elts {
			funs = append(funs, h.optionFuncs(e, seen)...)
		}
	case *ast.Ident, *ast.SelectorExpr:
		obj := h.flow.objectOf(x)
		if obj == nil || seen[obj] {
			return nil
		}
		seen[obj] = true
		for _, value := range h.flow.given[obj] {
			funs = append(funs, h.optionFuncs(value, seen)...)
		}
	case *ast.CallExpr:
		if isCallOf(h.TypesInfo, x, eventsPath, "Predicate") || isCallOf(h.TypesInfo, x, eventsPath, "Keyed") {
			return x.Args
		}
		if fn, ok := calledFunc(h.TypesInfo, x); ok && !seen[fn.Origin()] {
			seen[fn.Origin()] = true
			for _, result := range h.flow.results[fn.Origin()] {
				funs = append(funs, h.optionFuncs(result, seen)...)
			}
		}
		for _, arg := range x.Args {
			funs = append(funs, h.optionFuncs(arg, seen)...)
		}
	}
	return funs
}

// addHandler adds a handler's body and returns the parameters that are the event.
func (h *handlerSet) addHandler(x ast.Expr) []*types.Var {
	for _, body := range h.bodiesOf(x, map[types.Object]bool{}) {
		if !h.seen[body] {
			h.seen[body] = true
			h.bodies = append(h.bodies, body)
		}
	}
	return h.eventParams(x)
}

// addStream adds the variable of for e := range b.Stream(ctx, "user.login").
func (h *handlerSet) addStream(r *ast.RangeStmt) {
	call, ok := ast.Unparen(r.X).(*ast.CallExpr)
	id, named := r.Key.(*ast.Ident)
	if !ok || !named {
		return
	}
	v, ok := h.TypesInfo.Defs[id].(*types.Var)
	if !ok || !isNamed(v.Type(), eventsPath, "Event") {
		return
	}
	i := slices.IndexFunc(h.calls, func(c busCall) bool { return c.call == call && c.Verb == "Stream" && c.isOnly })
	if i >= 0 {
		h.sources[v] = append(h.sources[v], h.calls[i])
		if c := h.calls[i]; len(c.args) > c.Options {
			h.addOptions(c.args[c.Options:], c)
		}
	}
}
