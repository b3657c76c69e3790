package typeconv

import (
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract/gotypes"
)

// A structField is a field of a struct as its JSON form has it.
type structField struct {
	name    string
	typ     types.Type
	mayLack bool // it may be missing: a pointer, or the tag has omitempty or omitzero
	behind  bool // it is behind an embedded pointer, which may be nil
	depth   int  // how many structs it is embedded in
}

// fieldsOf lists the fields of a struct by the rules of package convert. It reports
// false if two have one name.
func fieldsOf(t types.Type) ([]structField, bool) {
	all := collectFields(t, 0, []types.Type{t})
	depths := map[string]int{}
	for _, f := range all {
		if d, ok := depths[f.name]; !ok || f.depth < d {
			depths[f.name] = f.depth
		}
	}
	all = slices.DeleteFunc(all, func(f structField) bool { return f.depth > depths[f.name] })
	return all, len(all) == len(depths)
}

func collectFields(t types.Type, depth int, through []types.Type) (found []structField) {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for i := range s.NumFields() {
		f, tag := s.Field(i), reflect.StructTag(s.Tag(i)).Get("json")
		name, options, _ := strings.Cut(tag, ",")
		behind := pointedStruct(f)
		switch {
		case tag == "-":
		case name == "" && f.Embedded() && isOpenStruct(f.Type()):
			found = append(found, collectFields(f.Type(), depth+1, through)...)
		case name == "" && f.Embedded() && behind != nil:
			if !slices.Contains(through, behind) {
				inner := collectFields(behind, depth+1, append(slices.Clone(through), behind))
				for j := range inner {
					inner[j].mayLack, inner[j].behind = true, true
				}
				found = append(found, inner...)
			}
		case f.Exported():
			if name == "" {
				name = f.Name()
			}
			_, isPointer := f.Type().Underlying().(*types.Pointer)
			found = append(found, structField{name: name, typ: f.Type(), mayLack: isPointer || mayOmit(f.Type(), options), depth: depth})
		}
	}
	return found
}

// mayOmit reports whether encoding/json leaves out a field if it is empty.
func mayOmit(t types.Type, options string) bool {
	return slices.ContainsFunc(strings.Split(options, ","), func(o string) bool { return o == "omitzero" || o == "omitempty" && gotypes.HasEmpty(t) })
}

// isOpenStruct reports a struct whose fields are among those of the one that embeds it.
func isOpenStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok && !hasMethod(t, "UnmarshalText")
}

// pointedStruct returns the struct that a field points at, or nil.
func pointedStruct(f *types.Var) types.Type {
	if p, ok := f.Type().Underlying().(*types.Pointer); ok && isOpenStruct(p.Elem()) {
		return p.Elem()
	}
	return nil
}

// compareStructs compares field by field, by name.
func (c *comparison) compareStructs(have, want *Shape) Verdict {
	wants, wantsOK := fieldsOf(want.goType)
	haves, havesOK := fieldsOf(have.goType)
	if !wantsOK || !havesOK {
		return Never
	}
	worst := Always
	for _, w := range wants {
		i := slices.IndexFunc(haves, func(h structField) bool { return h.name == w.name })
		switch {
		case i >= 0:
			worst = worse(worst, c.compareFields(&haves[i], &w, have.shapes, want.shapes))
		case !w.mayLack:
			return Never
		}
	}
	return worst
}

func (c *comparison) compareFields(have, want *structField, haveShapes, wantShapes *Shapes) Verdict {
	h, w := haveShapes.Of(have.typ), wantShapes.Of(want.typ)
	if want.mayLack && h.Kind == KindPointer && w.Kind != KindPointer {
		h = h.Elem
	}
	v := c.compare(h, w)
	if have.behind && !want.mayLack {
		return worse(v, Sometimes)
	}
	return v
}

// compareEntries compares the fields of a struct with the entries of a map.
func (c *comparison) compareEntries(have, want *Shape) Verdict {
	fields, ok := fieldsOf(have.goType)
	if !ok {
		return Never
	}
	worst := Always
	for _, f := range fields {
		h := have.shapes.Of(f.typ)
		if h.Kind == KindPointer {
			h = h.Elem
		}
		worst = worse(worst, c.compare(h, want.Elem))
	}
	return worst
}

// worse returns the verdict of two that says less.
func worse(a, b Verdict) Verdict {
	for _, v := range []Verdict{Never, Unclear, Sometimes} {
		if a == v || b == v {
			return v
		}
	}
	return Always
}
