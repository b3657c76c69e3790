package spec

import (
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// Disagreements compares what a listener needs of an event with what an emitter
// declares, and returns an error for each field of the listener that does not fit.
// place is the place of the emitter's declaration, for the messages.
//
// The rule is that of the bus: the emitter may leave out a field that is optional for
// the listener, but not one that is required, and every value of the emitter's type
// must convert to the listener's.
//
// Load compares the packages that it reads. Disagreements is for packages that the run
// does not include, but the lock does.
func (p *Package) Disagreements(listener *Event, emitter *contract.Event, place string) Errors {
	return p.compareFields(listener, &emitterSide{emitter, place, nil})
}

// An emitterSide is an event as an emitter declares it.
type emitterSide struct {
	*contract.Event
	place       string
	fieldPlaces []string // of its Fields; nil if only place is known
}

func emitterSideOf(e *Event) *emitterSide {
	d := &emitterSide{&e.Event, e.Pos.String(), []string{}}
	for _, f := range e.Schema {
		d.fieldPlaces = append(d.fieldPlaces, f.HintPos.String())
	}
	return d
}

// typeOfField returns the type and the place of a field, or nil if the field does not
// exist or its type does not parse.
func (d *emitterSide) typeOfField(name string) (t *typehint.Type, place string) {
	i := slices.IndexFunc(d.Fields, func(f contract.Field) bool { return f.Name == name })
	if i < 0 {
		return nil, ""
	}
	t, err := typehint.Parse(d.Fields[i].Type)
	if err != nil {
		return nil, ""
	}
	if d.fieldPlaces == nil {
		return t, d.place
	}
	return t, d.fieldPlaces[i]
}

// compareListeners compares all listeners of this run with its emitters. If a field
// does not fit several emitters, the first is named.
func (r *hintResolver) compareListeners(ctx context.Context, pkgs []*Package) {
	emitters := map[string][]*emitterSide{}
	for _, p := range pkgs {
		for _, e := range p.Events {
			if !e.partial {
				emitters[e.Name] = append(emitters[e.Name], emitterSideOf(e))
			}
		}
	}
	for _, p := range pkgs {
		p.typeOf = func(path, name string) types.Type { return r.typeOf(ctx, pkgs, path, name) }
		for _, e := range p.Listens {
			told := map[token.Position]bool{}
			for _, d := range emitters[e.Name] {
				if d.Package == p.Path {
					continue // reported as a name conflict
				}
				for _, fault := range p.compareFields(e, d) {
					if !told[fault.Pos] {
						told[fault.Pos] = true
						r.faultList.list = append(r.faultList.list, fault)
					}
				}
			}
		}
	}
}

// compareFields judges every field that the listener needs.
func (p *Package) compareFields(e *Event, d *emitterSide) (faults Errors) {
	if p.upcasts[e.Topic()] {
		return nil // it also takes an older version; only the compiler can compare that
	}
	add := func(f *Field, format string, args ...any) {
		faults = append(faults, &Error{f.Pos, fmt.Sprintf("Listens needs the field %q of event %q", f.Name, e.Name) + fmt.Sprintf(format, args...)})
	}
	for _, f := range e.Schema {
		want := f.Hint.Qualified(p.Path)
		have, place := d.typeOfField(f.Name)
		switch {
		case have == nil:
			if want.Kind != typehint.Optional {
				add(f, ", which %s does not declare (%s); %s", d.Package, d.place, missingFieldHelp(f.Name, d.FieldNames()))
			}
		case want.Kind != typehint.Optional && have.Kind == typehint.Optional && p.accepts(f.Hint, have.Elem, d.Package):
			add(f, ", which %s may leave out (%q at %s); write %q here", d.Package, have, place, "*"+f.Hint.String())
		case !p.accepts(f.Hint, have, d.Package):
			add(f, " as %s, but %s declares it as %s (%s); write that here, or change it there", want, d.Package, have, place)
		}
	}
	return faults
}

func missingFieldHelp(name string, names []string) string {
	if near, ok := eventname.Near(name, names); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "declare it there, or make it optional here"
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
