package convert

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// Field is one field of a struct as its JSON form has it.
type Field struct {
	Name     string // from the json tag, or the Go name
	Index    []int  // for [reflect.Value.FieldByIndex]
	Type     reflect.Type
	Optional bool // whether it may be missing: Type is a pointer

	// These say how encoding/json writes it.
	Omit     bool // it may leave the field out: the tag has omitzero, or omitempty if that has an effect on the type
	Quoted   bool // the tag has string: it writes numbers and booleans as strings
	Embedded bool // an embedded pointer: it writes the fields of that struct among the others
}

// mayLack reports whether a field inside a payload may be missing.
func (f *Field) mayLack() bool { return f.Optional || f.Omit }

// fieldsOf caches what Fields found. Programs have few struct types, and types are
// never freed.
var fieldsOf sync.Map // reflect.Type → []Field

// Fields returns the fields of a struct type in source order. Fields of embedded
// structs are among them, as in encoding/json, except that an embedded pointer and an
// embedded type that reads text are fields themselves. Fields that are unexported or
// have the tag "-" are left out. The error names the struct and two fields with one
// name. The slice is shared: do not change it.
func Fields(t reflect.Type) ([]Field, error) {
	if known, ok := fieldsOf.Load(t); ok {
		return known.([]Field), nil
	}
	if t.Kind() != reflect.Struct {
		return nil, &typehint.Error{Hint: t.String(), Reason: "is not a struct"}
	}
	fields, err := dropHidden(t, collectFields(t, nil, nil))
	if err != nil {
		return nil, err
	}
	fieldsOf.Store(t, fields)
	return fields, nil
}

// collectFields lists the fields of t, which is inside of the structs above. The
// fields behind embedded pointers are among them if through has the structs in which
// such a pointer was met; it is nil otherwise.
func collectFields(t reflect.Type, above []int, through []reflect.Type) []Field {
	var found []Field
	for i := range t.NumField() {
		f := t.Field(i)
		name, skip := jsonName(f)
		index := append(slices.Clone(above), i)
		switch {
		case skip:
		case name == "" && f.Anonymous && f.Type.Kind() == reflect.Struct && !readsText(f.Type):
			found = append(found, collectFields(f.Type, index, through)...)
		case name == "" && f.Anonymous && through != nil && leadsToStruct(f.Type):
			if elem := f.Type.Elem(); !slices.Contains(through, elem) {
				found = append(found, collectBehind(elem, index, append(slices.Clone(through), elem))...)
			}
		case f.IsExported():
			if name == "" {
				name = f.Name
			}
			found = append(found, describeField(f, name, index))
		}
	}
	return found
}

// leadsToStruct reports a pointer to a struct that has no form of its own.
func leadsToStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct && !readsText(t.Elem())
}

// collectBehind lists the fields behind an embedded pointer. It may be nil, so they
// all may be missing.
func collectBehind(t reflect.Type, above []int, through []reflect.Type) []Field {
	found := collectFields(t, above, through)
	for i := range found {
		found[i].Omit = true
	}
	return found
}

func describeField(f reflect.StructField, name string, index []int) Field {
	tagged, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	all := strings.Split(options, ",")
	return Field{
		Name: name, Index: index, Type: f.Type, Optional: f.Type.Kind() == reflect.Pointer,
		Omit:     slices.Contains(all, "omitzero") || slices.Contains(all, "omitempty") && contract.HasEmpty(f.Type),
		Quoted:   slices.Contains(all, "string") && isQuotable(f.Type),
		Embedded: tagged == "" && f.Anonymous && f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct,
	}
}

// isQuotable reports whether encoding/json heeds the option string for a type.
func isQuotable(t reflect.Type) bool {
	if t = elemOf(t); ownMethod(t) != "" {
		return false
	}
	return isNumber(t.Kind()) || t.Kind() == reflect.Uintptr || t.Kind() == reflect.Bool || t.Kind() == reflect.String
}

// dropHidden drops the fields that a less deeply embedded one hides.
func dropHidden(t reflect.Type, all []Field) ([]Field, error) {
	depth := map[string]int{}
	for _, f := range all {
		if d, ok := depth[f.Name]; !ok || len(f.Index) < d {
			depth[f.Name] = len(f.Index)
		}
	}
	all = slices.DeleteFunc(all, func(f Field) bool { return len(f.Index) > depth[f.Name] })
	first := map[string]Field{}
	for _, f := range all {
		if other, twice := first[f.Name]; twice {
			return nil, &typehint.Error{Hint: t.String(), Reason: fmt.Sprintf("the fields %s and %s are both %q; give one of them another json tag",
				t.FieldByIndex(other.Index).Name, t.FieldByIndex(f.Index).Name, f.Name)}
		}
		first[f.Name] = f
	}
	return all, nil
}

// jsonName returns the name in the tag, or "" if there is none.
func jsonName(f reflect.StructField) (name string, skip bool) {
	tag := f.Tag.Get("json")
	name, _, _ = strings.Cut(tag, ",")
	return name, tag == "-"
}
