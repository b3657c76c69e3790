package vet

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
)

// A busFunc says what a function does on the bus with its arguments: a method of the
// bus, or a function that calls one. Its fields are exported because facts are encoded.
type busFunc struct {
	Verb          string // the method of events.Bus that is called in the end
	Name          int    // the argument that is the name; -1 if Before is the name
	Before, After string // around the name
	Payload       int    // the argument that is the payload; -1 if there is none
	Handler       int    // the argument that is the handler; -1 if there is none
	Options       int    // the first of the options of a listener; -1 if there are none

	Guarded bool     // a condition depends on the name, so not all may be emitted
	Adds    []string // keys that the function adds to the payload
	Changes bool     // it changes the payload in a way that is not known
}

// busFuncs are the methods of events.Bus that take the name of an event or a namespace.
var busFuncs = map[string]busFunc{
	"Emit":        {Verb: "Emit", Name: 1, Payload: 2, Handler: -1, Options: -1},
	"EmitWait":    {Verb: "EmitWait", Name: 1, Payload: 2, Handler: -1, Options: -1},
	"On":          {Verb: "On", Name: 0, Payload: -1, Handler: 1, Options: 2},
	"OnNamespace": {Verb: "OnNamespace", Name: 0, Payload: -1, Handler: 1, Options: 2},
	"OnAny":       {Verb: "OnAny", Name: -1, Payload: -1, Handler: 0, Options: 1},
	"Stream":      {Verb: "Stream", Name: 1, Payload: -1, Handler: -1, Options: 2},
	"Explain":     {Verb: "Explain", Name: 0, Payload: -1, Handler: -1, Options: -1},
}

func (f *busFunc) emits() bool { return f.Verb == "Emit" || f.Verb == "EmitWait" }

func (f *busFunc) equal(o *busFunc) bool {
	return f.Verb == o.Verb && f.Name == o.Name && f.Before == o.Before && f.After == o.After &&
		f.Payload == o.Payload && f.Handler == o.Handler && f.Options == o.Options
}

// A boundFunc is a busFunc with the arguments of a call.
type boundFunc struct {
	busFunc
	args   []ast.Expr
	direct bool // a method of the bus itself is called
}

func (b *boundFunc) arg(i int) ast.Expr {
	if i < 0 || i >= len(b.args) {
		return nil
	}
	return b.args[i]
}

// A busFuncSet holds the functions of a package, and of its imports, that do something
// on the bus with their arguments.
type busFuncSet struct {
	*valueFlow
	own      map[any][]busFunc // by *types.Func or *ast.FuncLit
	imported map[string][]busFunc
}

// maxBusFuncs bounds what one function may do on the bus.
const maxBusFuncs = 16

// newBusFuncSet finds the functions of the package: first those that call the bus, then
// those that call these, and so on.
func newBusFuncSet(flow *valueFlow, imported map[string][]busFunc) *busFuncSet {
	s := &busFuncSet{valueFlow: flow, own: map[any][]busFunc{}, imported: imported}
	for range 4 {
		found := false
		for _, call := range flow.calls {
			for _, b := range s.resolve(call) {
				found = s.addOwner(&b) || found
			}
		}
		if !found {
			break
		}
	}
	return s
}

// addOwner adds what a function does that gives its own parameters to b.
func (s *busFuncSet) addOwner(b *boundFunc) (added bool) {
	if b.Name >= 0 && b.arg(b.Name) == nil {
		return false
	}
	names := []textValue{{before: b.Before}}
	if b.Name >= 0 {
		names, _ = s.texts(b.args[b.Name])
	}
	for _, name := range names {
		f := busFunc{Verb: b.Verb, Name: -1, Before: name.before, Payload: -1, Handler: -1, Options: -1, Guarded: b.Guarded, Adds: b.Adds, Changes: b.Changes}
		if b.Name >= 0 {
			f.Before = b.Before + f.Before + name.after + b.After
		}
		var owner any
		if name.param != nil {
			p := s.params[name.param]
			owner, f.Name, f.Before, f.After = p.owner, p.index, b.Before+name.before, name.after+b.After
			f.Guarded = f.Guarded || s.asked[name.param]
		}
		owner = s.addParam(owner, &f.Payload, b.arg(b.Payload))
		owner = s.addParam(owner, &f.Handler, b.arg(b.Handler))
		if owner != nil && f.Payload >= 0 {
			s.addChanges(&f, b.arg(b.Payload))
		}
		added = s.add(owner, f) || added
	}
	return added
}

// addParam sets index if x is a parameter of owner, or of any function if that is nil,
// and returns the owner.
func (s *busFuncSet) addParam(owner any, index *int, x ast.Expr) any {
	if x == nil {
		return owner
	}
	p, ok := s.params[s.objectOf(x)]
	if !ok || owner != nil && owner != p.owner {
		return owner
	}
	*index = p.index
	return p.owner
}

func (s *busFuncSet) add(owner any, f busFunc) bool {
	if owner == nil || len(s.own[owner]) >= maxBusFuncs || slices.ContainsFunc(s.own[owner], func(o busFunc) bool { return o.equal(&f) }) {
		return false
	}
	s.own[owner] = append(s.own[owner], f)
	return true
}

// addChanges notes how a function changes the payload that it was given.
func (s *busFuncSet) addChanges(f *busFunc, payload ast.Expr) {
	use := s.useOfMap(s.objectOf(payload))
	f.Changes = f.Changes || use.opaque
	for _, set := range use.sets {
		if key, ok := constantString(s.TypesInfo, set.key); ok {
			f.Adds = append(f.Adds, key)
		} else {
			f.Changes = true
		}
	}
}

// facts returns what other packages may call.
func (s *busFuncSet) facts() map[string][]busFunc {
	all := map[string][]busFunc{}
	for owner, list := range s.own {
		if fn, ok := owner.(*types.Func); ok && fn.Exported() {
			all[fn.FullName()] = list
		}
	}
	return all
}

func compareBusFuncs(a, b busFunc) int {
	return cmp.Or(cmp.Compare(a.Verb, b.Verb), cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After),
		cmp.Compare(a.Name, b.Name), cmp.Compare(a.Payload, b.Payload), cmp.Compare(a.Handler, b.Handler))
}

// isValue reports whether a function is used in another way than by a call, or never:
// then it is not known what it is called with.
func (s *busFuncSet) isValue(fn *types.Func) bool {
	called := map[*ast.Ident]bool{}
	for _, call := range s.calls {
		if f, ok := calledFunc(s.TypesInfo, call); ok && f.Origin() == fn {
			called[calledIdent(call)] = true
		}
	}
	for id, obj := range s.TypesInfo.Uses {
		if f, ok := obj.(*types.Func); ok && f.Origin() == fn && !called[id] && s.isJudged(id) {
			return true
		}
	}
	return len(called) == 0
}
