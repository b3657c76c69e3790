package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A payloadLiteral is the payload of an untyped emit, as far as the source shows
// it.
type payloadLiteral struct {
	at      ast.Expr          // the argument of the emit
	lit     *ast.CompositeLit // nil if the payload is nil, or made elsewhere
	isNil   bool
	entries []payloadEntry
	added   []string // keys that the function adds that is called
	dynamic bool     // it may have other keys, too
}

// A payloadEntry is a key that a payload has, or may have.
type payloadEntry struct {
	keyAt, value ast.Expr
	key          string
}

func (p *payloadLiteral) hasKey(key string) bool {
	return slices.Contains(p.added, key) || slices.ContainsFunc(p.entries, func(e payloadEntry) bool { return e.key == key })
}

// isWritten reports whether the payload is written out at the emit.
func (p *payloadLiteral) isWritten() bool { return p.lit != nil || p.isNil }

// A payloadReader reads the payload that an expression is at one place.
type payloadReader struct {
	*busFuncSet
	at   token.Pos // what is set later does not count
	in   any       // the function around that place
	seen map[types.Object]bool
}

// readPayloads returns the payloads that an argument of a call may be, and whether they
// are all.
func (s *busFuncSet) readPayloads(call *ast.CallExpr, x ast.Expr) (list []payloadLiteral, all bool) {
	r := &payloadReader{s, call.Pos(), s.ownerOf[call], map[types.Object]bool{}}
	list, all = r.read(x)
	for i := range list {
		p := &list[i]
		if p.at = x; p.lit != nil && ast.Unparen(x) != p.lit {
			p.lit = nil
		}
	}
	return list, all && len(list) > 0
}

func (r *payloadReader) read(x ast.Expr) ([]payloadLiteral, bool) {
	x = ast.Unparen(x)
	if r.TypesInfo.Types[x].IsNil() {
		return []payloadLiteral{{isNil: true}}, true
	}
	switch x := x.(type) {
	case *ast.CompositeLit:
		return r.readLiteral(x)
	case *ast.CallExpr:
		return r.readCall(x)
	case *ast.Ident, *ast.SelectorExpr:
		return r.readVar(r.objectOf(x))
	}
	return nil, false
}

// readLiteral reads a map literal.
func (s *busFuncSet) readLiteral(lit *ast.CompositeLit) ([]payloadLiteral, bool) {
	if !isPayloadMap(s.TypesInfo.TypeOf(lit)) {
		return nil, false
	}
	p := payloadLiteral{lit: lit}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return nil, false
		}
		key, ok := constantString(s.TypesInfo, kv.Key)
		if !ok {
			p.dynamic = true
			continue
		}
		p.entries = append(p.entries, payloadEntry{kv.Key, kv.Value, key})
	}
	return []payloadLiteral{p}, true
}

// readCall follows make, conversions, and functions of the package that return a map.
func (r *payloadReader) readCall(call *ast.CallExpr) (list []payloadLiteral, all bool) {
	if r.TypesInfo.Types[call.Fun].IsType() && len(call.Args) == 1 {
		return r.read(call.Args[0])
	}
	if r.isBuiltin(call, "make") {
		return []payloadLiteral{{}}, true
	}
	fn, ok := calledFunc(r.TypesInfo, call)
	if !ok || fn.Signature().Results().Len() != 1 || r.seen[fn.Origin()] || len(r.results[fn.Origin()]) == 0 {
		return nil, false
	}
	r.seen[fn.Origin()] = true
	defer delete(r.seen, fn.Origin())
	all = true
	for _, result := range r.results[fn.Origin()] {
		inner := &payloadReader{r.busFuncSet, result.Pos(), fn.Origin(), r.seen}
		payloads, known := inner.read(result)
		list, all = append(list, payloads...), all && known
	}
	return list, all
}

// readVar reads the map that a variable holds: what it was made with, and the keys that
// were set since. A parameter or a field may hold any map.
func (r *payloadReader) readVar(obj types.Object) (list []payloadLiteral, all bool) {
	v, ok := obj.(*types.Var)
	_, isParam := r.params[obj]
	if !ok || isParam || r.seen[obj] || !r.isClosed(obj) || len(r.given[obj]) > 1 || r.ranged[obj].x != nil {
		return nil, false
	}
	r.seen[obj] = true
	defer delete(r.seen, obj)
	history := r.useOfMap(obj)
	if v.IsField() && (history.opaque || len(history.sets) > 0) {
		return nil, false
	}
	list, all = []payloadLiteral{{}}, true
	if len(r.given[obj]) == 1 {
		list, all = r.read(r.given[obj][0])
	}
	for i := range list {
		r.addHistory(&list[i], &history)
	}
	return list, all
}

// addHistory adds the keys that are set before the place at which the map is read. A
// function literal may run before or after it.
func (r *payloadReader) addHistory(p *payloadLiteral, h *mapHistory) {
	p.dynamic = p.dynamic || h.opaque
	for _, set := range h.sets {
		if set.owner == r.in && set.at > r.at {
			continue
		}
		key, ok := constantString(r.TypesInfo, set.key)
		p.dynamic = p.dynamic || !ok || set.owner != r.in
		if ok {
			p.entries = append(p.entries, payloadEntry{set.key, set.value, key})
		}
	}
	p.added = append(p.added, h.gone...) // they may be there or not
	p.entries = slices.DeleteFunc(p.entries, func(e payloadEntry) bool { return slices.Contains(h.gone, e.key) })
	if p.isNil {
		p.isNil = len(h.sets) == 0
	}
}

// A pairedLiteral is a literal of a struct that has the name and the payload of an emit.
type pairedLiteral struct{ name, payload ast.Expr }

// pairs returns the literals of the structs of which name and payload are two fields,
// as in bus.Emit(ctx, c.name, c.payload), and whether they are all.
func (s *busFuncSet) pairs(name, payload ast.Expr) (found []pairedLiteral, all bool) {
	n, ok := ast.Unparen(name).(*ast.SelectorExpr)
	p, isField := ast.Unparen(payload).(*ast.SelectorExpr)
	if !ok || !isField || namedVar(s.TypesInfo, n.X) == nil || namedVar(s.TypesInfo, n.X) != namedVar(s.TypesInfo, p.X) {
		return nil, false
	}
	nameField, payloadField := s.objectOf(n), s.objectOf(p)
	if nameField == nil || payloadField == nil || len(s.given[nameField]) > len(s.structs[nameField]) || len(s.given[payloadField]) > len(s.structs[payloadField]) {
		return nil, false
	}
	for _, lit := range s.structs[nameField] {
		values := structValues(s.TypesInfo, lit)
		found = append(found, pairedLiteral{values[nameField.Name()], values[payloadField.Name()]})
	}
	return found, s.isClosed(nameField) && s.isClosed(payloadField) && len(s.useOfMap(payloadField).sets) == 0
}
