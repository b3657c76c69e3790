package vet

import (
	"go/types"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/contract/gotypes"
)

// shapesOfFields returns the shapes of the named types that the hints of fields lead to,
// as far as the package and its imports declare them.
func (p *sourcePackage) shapesOfFields(fields []contract.Field) contract.Shapes {
	r := gotypes.NewReader()
	for _, f := range fields {
		t, err := contract.ParseType(f.Type)
		if err != nil {
			continue
		}
		for name := range t.Names {
			if obj := p.typeNamed(name); obj != nil {
				r.Declared(obj, f.Name)
			}
		}
	}
	found := contract.Shapes{}
	for _, s := range r.Shapes.Reachable(fields) {
		found[s.Name] = s
	}
	return found
}

// typeNamed returns the type of a name with its import path, or nil.
func (p *sourcePackage) typeNamed(name string) *types.TypeName {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return nil
	}
	for _, pkg := range append(p.Pkg.Imports(), p.Pkg) {
		if packagePath(pkg) == name[:dot] {
			obj, _ := pkg.Scope().Lookup(name[dot+1:]).(*types.TypeName)
			return obj
		}
	}
	return nil
}

// A goField is a Go type as the field of an event.
type goField struct {
	text   string // a [contract.Type]
	shapes contract.Shapes
}

// fieldOf returns a Go type as the type of a field, if it is data at every depth.
func fieldOf(t types.Type) (goField, bool) {
	if t == nil || hasTypeParam(t) {
		return goField{}, false
	}
	r := gotypes.NewReader()
	text := r.Type(t, "")
	return goField{text, r.Shapes}, len(r.Faults) == 0
}

func hasTypeParam(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return true
	case *types.Pointer:
		return hasTypeParam(t.Elem())
	case *types.Slice:
		return hasTypeParam(t.Elem())
	case *types.Array:
		return hasTypeParam(t.Elem())
	case *types.Map:
		return hasTypeParam(t.Key()) || hasTypeParam(t.Elem())
	case *types.Named:
		for arg := range t.TypeArgs().Types() {
			if hasTypeParam(arg) {
				return true
			}
		}
	}
	return false
}

// holdsStruct reports whether a type has fields of its own at some depth.
func holdsStruct(text string, shapes contract.Shapes) bool {
	t, err := contract.ParseType(text)
	for err == nil && t != nil {
		w := shapes.Wire(t)
		if w.Kind == contract.WireStruct {
			return true
		}
		t = w.Elem
	}
	return false
}

// misfits returns what keeps a field that is sent as one type from being read as
// another, with paths that begin with its name. A value of type any is none: it may
// be the right one.
func misfits(name string, want, have goField) (list []contract.Misfit) {
	event := func(f goField) *contract.Event {
		return &contract.Event{Fields: []contract.Field{{Name: name, Type: f.text}}, Shapes: f.shapes}
	}
	for _, m := range contract.Misfits(event(want), event(have)) {
		if m.Have != "any" {
			list = append(list, m)
		}
	}
	return list
}

// declaredField returns a declared field as a goField.
func declaredField(declared *declaredEvent, f *contract.Field) goField {
	return goField{f.ValueType(), declared.Shapes}
}
