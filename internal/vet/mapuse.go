package vet

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A mapUse is a place at which the code names a variable or field that holds a map from
// strings to anything, as payloads are.
type mapUse struct {
	x      ast.Expr
	parent ast.Node
	above  ast.Node // parent of the parent
	owner  any      // the function around it
}

// A mapSet is a key that the code sets after the map was made.
type mapSet struct {
	key, value ast.Expr
	at         token.Pos // of the statement, or of the call of the function that sets it
	owner      any       // the function around that
}

// A mapHistory is what the code does with a map.
type mapHistory struct {
	sets   []mapSet
	gone   []string        // keys that are deleted
	calls  []*ast.CallExpr // that get the map as a payload
	opaque bool            // it may have other keys, too
}

func (f *valueFlow) addMapUse(x ast.Expr, stack []ast.Node, owner any) {
	obj := f.objectOf(x)
	if obj == nil || !isPayloadMap(obj.Type()) {
		return
	}
	use := mapUse{x: x, owner: owner}
	for i := len(stack) - 1; i >= 0; i-- {
		if _, ok := stack[i].(*ast.ParenExpr); ok {
			continue
		}
		if use.parent == nil {
			if s, ok := stack[i].(*ast.SelectorExpr); ok && s.Sel == x { // the use is that of the selector
				return
			}
			use.parent = stack[i]
			continue
		}
		use.above = stack[i]
		break
	}
	f.mapUses[obj] = append(f.mapUses[obj], use)
}

func isPayloadMap(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	if !ok {
		return false
	}
	elem, isInterface := m.Elem().Underlying().(*types.Interface)
	return types.Identical(m.Key(), types.Typ[types.String]) && isInterface && elem.Empty()
}

// useOfMap returns what the code does with the map that a variable holds.
func (s *busFuncSet) useOfMap(obj types.Object) mapHistory {
	return s.mapHistory(obj, map[types.Object]bool{})
}

func (s *busFuncSet) mapHistory(obj types.Object, seen map[types.Object]bool) (h mapHistory) {
	if obj == nil || seen[obj] {
		return h
	}
	seen[obj] = true
	for _, use := range s.mapUses[obj] {
		s.addUse(&h, use, seen)
	}
	h.opaque = h.opaque || s.unseen[obj]
	return h
}

func (s *busFuncSet) addUse(h *mapHistory, use mapUse, seen map[types.Object]bool) {
	switch parent := use.parent.(type) {
	case *ast.IndexExpr:
		if parent.X != use.x && ast.Unparen(parent.X) != use.x {
			h.opaque = true
			return
		}
		if a, ok := use.above.(*ast.AssignStmt); ok {
			addIndexed(h, a, parent, use.owner)
		}
	case *ast.AssignStmt:
		for _, right := range parent.Rhs {
			h.opaque = h.opaque || ast.Unparen(right) == use.x
		}
	case *ast.CallExpr:
		s.addCall(h, parent, use, seen)
	case *ast.ValueSpec:
		for _, value := range parent.Values {
			h.opaque = h.opaque || ast.Unparen(value) == use.x
		}
	case *ast.KeyValueExpr:
		h.opaque = h.opaque || ast.Unparen(parent.Value) == use.x
	case *ast.RangeStmt, *ast.ReturnStmt, *ast.BinaryExpr, *ast.Field:
	default:
		h.opaque = true
	}
}

// addIndexed adds the key that an assignment sets.
func addIndexed(h *mapHistory, a *ast.AssignStmt, index *ast.IndexExpr, owner any) {
	for i, left := range a.Lhs {
		if ast.Unparen(left) != index {
			continue
		}
		if len(a.Lhs) != len(a.Rhs) || a.Tok != token.ASSIGN {
			h.opaque = true
			return
		}
		h.sets = append(h.sets, mapSet{index.Index, a.Rhs[i], a.Pos(), owner})
	}
}

// addCall adds what a call does with the map that it gets.
func (s *busFuncSet) addCall(h *mapHistory, call *ast.CallExpr, use mapUse, seen map[types.Object]bool) {
	if s.isBuiltin(call, "len") || s.TypesInfo.Types[call.Fun].IsType() && len(call.Args) == 1 && s.isEmitted(use) {
		return
	}
	if s.isBuiltin(call, "delete") && len(call.Args) == 2 {
		key, ok := constantString(s.TypesInfo, call.Args[1])
		h.gone, h.opaque = append(h.gone, key), h.opaque || !ok
		return
	}
	isPayload := false
	for _, b := range s.resolve(call) {
		if x := b.arg(b.Payload); x != nil && ast.Unparen(x) == use.x {
			isPayload = true
			h.calls = append(h.calls, call)
			h.opaque = h.opaque || b.Changes || len(b.Adds) > 0
		}
	}
	if isPayload {
		return
	}
	fn, ok := calledFunc(s.TypesInfo, call)
	if !ok || s.results[fn.Origin()] == nil && !s.hasBody(fn) {
		h.opaque = h.opaque || !ok || fn.Pkg() == nil || !onlyReads(fn.Pkg().Path())
		return
	}
	params := fn.Origin().Signature().Params()
	for i, arg := range call.Args {
		if ast.Unparen(arg) != use.x {
			continue
		}
		if i >= params.Len() || fn.Signature().Variadic() && i == params.Len()-1 || !isPayloadMap(params.At(i).Type()) {
			h.opaque = true
			return
		}
		inner := s.mapHistory(params.At(i), seen)
		for _, set := range inner.sets { // they count from the call on
			set.at, set.owner = call.Pos(), use.owner
			h.sets = append(h.sets, set)
		}
		h.opaque = h.opaque || inner.opaque
	}
}

// isEmitted reports whether a conversion of the map is the payload of a call.
func (s *busFuncSet) isEmitted(use mapUse) bool {
	call, ok := use.above.(*ast.CallExpr)
	if !ok {
		return false
	}
	for _, b := range s.resolve(call) {
		if b.arg(b.Payload) != nil {
			return true
		}
	}
	return false
}

func (s *busFuncSet) hasBody(fn *types.Func) bool { return s.bodies[fn.Origin()] }

// onlyReads reports whether the functions of a package change no map that they get.
func onlyReads(path string) bool {
	return path == "fmt" || path == "log" || path == "log/slog" || path == "encoding/json"
}
