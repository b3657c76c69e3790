package vet

import (
	"go/ast"
	"go/types"
)

// A fieldRead is a place at which a handler takes one field out of an event.
type fieldRead struct {
	event    *types.Var // that holds the event or its payload
	at       ast.Expr   // the key
	key      string
	typ      types.Type // as which it is read; nil if the place does not say
	typAt    ast.Node
	asserted bool // by a type assertion, which converts nothing
}

// fieldReads recognises events.Field[T](e, "key"), e.Get("key") and
// e.Payload()["key"], of the latter also what it is asserted to be, and calls of functions
// of the package that read a field for others.
func (p *busPackage) fieldReads(n ast.Node) []fieldRead {
	switch n := n.(type) {
	case *ast.IndexExpr:
		if v := p.eventVar(n.X); v != nil && isPayloadMap(p.TypesInfo.TypeOf(n.X)) {
			return p.readsOf(fieldRead{event: v, at: n.Index})
		}
	case *ast.TypeAssertExpr:
		index, ok := ast.Unparen(n.X).(*ast.IndexExpr)
		if !ok || n.Type == nil {
			return nil
		}
		reads := p.fieldReads(index)
		for i := range reads {
			reads[i].typ, reads[i].typAt, reads[i].asserted = p.TypesInfo.TypeOf(n.Type), n.Type, true
		}
		return reads
	case *ast.CallExpr:
		return p.callReads(n)
	}
	return nil
}

func (p *busPackage) callReads(call *ast.CallExpr) (reads []fieldRead) {
	if methodOf(p.TypesInfo, call, eventsPath, "Event") == "Get" && len(call.Args) == 1 {
		v := namedVar(p.TypesInfo, ast.Unparen(call.Fun).(*ast.SelectorExpr).X)
		return p.readsOf(fieldRead{event: v, at: call.Args[0]})
	}
	if isCallOf(p.TypesInfo, call, eventsPath, "Field") && len(call.Args) == 2 {
		if inst, ok := ast.Unparen(call.Fun).(*ast.IndexExpr); ok {
			typ := p.TypesInfo.TypeOf(inst.Index)
			return p.readsOf(fieldRead{event: namedVar(p.TypesInfo, call.Args[0]), at: call.Args[1], typ: typ, typAt: inst.Index})
		}
	}
	fn, ok := calledFunc(p.TypesInfo, call)
	if !ok {
		return nil
	}
	for _, r := range p.readers[fn.Origin()] {
		if r.event < len(call.Args) && r.key < len(call.Args) {
			read := fieldRead{event: p.eventVar(call.Args[r.event]), at: call.Args[r.key], typAt: call.Args[r.key], asserted: r.asserted}
			read.typ = typeIn(r.typ, p.instanceOf(call))
			reads = append(reads, p.readsOf(read)...)
		}
	}
	return reads
}

// readsOf completes a read with its key, if that is known.
func (p *busPackage) readsOf(r fieldRead) (reads []fieldRead) {
	if r.event == nil {
		return nil
	}
	texts, all := p.flow.texts(r.at)
	if !all || len(texts) != 1 || texts[0].param != nil {
		return nil
	}
	r.key, r.at = texts[0].before, texts[0].at
	return []fieldRead{r}
}

// A fieldReader is a function of the package that reads a field whose key it is given.
type fieldReader struct {
	event, key int // arguments
	typ        types.Type
	asserted   bool
}

// findReaders finds the functions that read a field for others.
func (p *busPackage) findReaders() map[*types.Func][]fieldReader {
	readers := map[*types.Func][]fieldReader{}
	add := func(event, key ast.Expr, typ types.Type, asserted bool) {
		e := p.flow.params[p.flow.objectOf(event)]
		k, ok := p.flow.params[p.flow.objectOf(key)]
		if call, isCall := ast.Unparen(event).(*ast.CallExpr); isCall {
			if v := p.eventVar(call); v != nil {
				e = p.flow.params[v]
			}
		}
		fn, isFunc := k.owner.(*types.Func)
		if ok && isFunc && e.owner == k.owner && len(p.flow.given[p.flow.objectOf(key)]) == 0 {
			readers[fn] = append(readers[fn], fieldReader{e.index, k.index, typ, asserted})
		}
	}
	asserted := map[ast.Expr]bool{}
	for n := range p.in.PreorderSeq((*ast.CallExpr)(nil), (*ast.IndexExpr)(nil), (*ast.TypeAssertExpr)(nil)) {
		switch n := n.(type) {
		case *ast.TypeAssertExpr:
			if index, ok := ast.Unparen(n.X).(*ast.IndexExpr); ok && n.Type != nil {
				asserted[index] = true
				add(index.X, index.Index, p.TypesInfo.TypeOf(n.Type), true)
			}
		case *ast.IndexExpr:
			if !asserted[n] {
				add(n.X, n.Index, nil, false)
			}
		case *ast.CallExpr:
			if methodOf(p.TypesInfo, n, eventsPath, "Event") == "Get" && len(n.Args) == 1 {
				add(ast.Unparen(n.Fun).(*ast.SelectorExpr).X, n.Args[0], nil, false)
			}
			if inst, ok := ast.Unparen(n.Fun).(*ast.IndexExpr); ok && isCallOf(p.TypesInfo, n, eventsPath, "Field") && len(n.Args) == 2 {
				add(n.Args[0], n.Args[1], p.TypesInfo.TypeOf(inst.Index), false)
			}
		}
	}
	return readers
}

// typeIn returns a type as an instance of a generic function has it, or nil if that is
// not known.
func typeIn(t types.Type, args *types.TypeList) types.Type {
	param, ok := t.(*types.TypeParam)
	switch {
	case !ok:
		return t
	case param.Index() < args.Len():
		return args.At(param.Index())
	}
	return nil
}
