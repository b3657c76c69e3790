package spec

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A LockedEvent is an event in a lock.
type LockedEvent struct {
	*contract.Event
	Place  string // of its line, for messages
	Module string // path of the lock's module, if that is a released one, which can't be changed here
}

// Disagreements compares what a listener needs of an event with what an emitter
// declares, and returns an error for each field of the listener that does not fit, at
// any depth.
//
// The rule is that of the bus: the emitter may leave out a field that is optional for
// the listener, but not one that is required, and every value of the emitter's type
// must convert to the listener's.
//
// Load compares the packages that it reads. Disagreements is for packages that the run
// does not include, but the lock does.
func (p *Package) Disagreements(listener *Event, emitter LockedEvent) Errors {
	return p.compareFields(listener, &emitterSide{emitter, nil})
}

// An emitterSide is an event as an emitter declares it.
type emitterSide struct {
	LockedEvent
	read *Event // nil if only the lock is known
}

// compareListeners compares all listeners of this run with its emitters. If a field
// does not fit several emitters, the first is named.
func (r *hintResolver) compareListeners(pkgs []*Package) {
	emitters := map[string][]*emitterSide{}
	for _, p := range pkgs {
		for _, e := range p.Events {
			if !e.partial {
				emitters[e.Name] = append(emitters[e.Name], &emitterSide{LockedEvent{Event: &e.Event, Place: e.Pos.String()}, e})
			}
		}
	}
	for _, p := range pkgs {
		for _, e := range p.Listens {
			told := map[token.Position]bool{}
			for _, d := range emitters[e.Name] {
				if d.Package == p.Path {
					continue // reported as a name conflict
				}
				faults := slices.DeleteFunc(p.compareFields(e, d), func(f *Error) bool { return told[f.Pos] })
				for _, f := range faults {
					told[f.Pos] = true
				}
				r.faultList.list = append(r.faultList.list, faults...)
			}
		}
	}
}

// upcastTargets finds the topics that also take payloads of older versions, because of
// calls such as typed.Upcast(old, UserLoginTopic, up).
func (r *declReader) upcastTargets() map[string]bool {
	to := map[string]bool{}
	for _, f := range r.pkg.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && isUpcast(call) {
				if topic, ok := ast.Unparen(call.Args[1]).(*ast.Ident); ok {
					to[topic.Name] = true
				}
			}
			return true
		})
	}
	return to
}

// isUpcast looks at names only, because types are not known inside functions.
func isUpcast(call *ast.CallExpr) bool {
	fun := ast.Unparen(call.Fun)
	switch index := fun.(type) { // typed.Upcast[Old, New](…)
	case *ast.IndexExpr:
		fun = index.X
	case *ast.IndexListExpr:
		fun = index.X
	}
	sel, ok := fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Upcast" && len(call.Args) == 3
}
