package contract

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// A GoField is a field of a struct of this program, as encoding/json has it.
type GoField struct {
	Field
	Index []int // for [reflect.Value.FieldByIndex], through embedded structs and pointers to such

	typ      reflect.Type
	tagged   bool
	asString bool // the tag has the option string
}

// fieldsOf reads the fields of a struct in source order.
func (r *typeReader) fieldsOf(owner string, t reflect.Type) (fields []Field) {
	for _, f := range GoFields(t) {
		f.Type = r.fieldType(owner, &f).String()
		fields = append(fields, f.Field)
	}
	return fields
}

// fieldType reads the type of a field. With the option string, JSON has the value in a
// text, which is a shape of its own.
func (r *typeReader) fieldType(owner string, f *GoField) *Type {
	place := owner + "." + f.plainName()
	typ := r.read(f.typ, place)
	if !f.asString {
		return typ
	}
	r.shapes[place] = &Shape{Name: place, Form: FormText}
	text := &Type{Kind: Named, Name: place}
	if typ.Kind == Optional {
		return &Type{Kind: Optional, Elem: text}
	}
	return text
}

// plainName returns a name for what is declared in a field: that of JSON, if it may
// stand in a type.
func (f *GoField) plainName() string {
	for _, c := range f.Name {
		if c != '_' && c != '-' && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return f.GoName
		}
	}
	return f.Name
}

// goFields keeps what GoFields has read.
var goFields sync.Map // reflect.Type → []GoField

// GoFields returns the fields that encoding/json writes of a struct, in source order,
// without their types: [OfGoType] has those. The slice is shared: do not change it.
func GoFields(t reflect.Type) []GoField {
	if known, ok := goFields.Load(t); ok {
		return known.([]GoField)
	}
	found := visibleFields(collectGoFields(t))
	goFields.Store(t, found)
	return found
}

// visibleFields leaves out the fields that others hide.
func visibleFields(all []GoField) (found []GoField) {
	slices.SortStableFunc(all, func(a, b GoField) int {
		if a.Name == b.Name && len(a.Index) == len(b.Index) && a.tagged != b.tagged {
			return map[bool]int{true: -1, false: 1}[a.tagged]
		}
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(len(a.Index), len(b.Index)))
	})
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Name == all[0].Name {
			n++
		}
		// Of two fields at the same depth, JSON writes neither, unless only one has a tag.
		if n == 1 || len(all[1].Index) > len(all[0].Index) || all[0].tagged != all[1].tagged {
			found = append(found, all[0])
		}
		all = all[n:]
	}
	slices.SortFunc(found, func(a, b GoField) int { return slices.Compare(a.Index, b.Index) })
	return found
}

// An embeddedStruct is a struct whose fields are those of the struct around it.
type embeddedStruct struct {
	t     reflect.Type
	index []int
	times int  // how often it is embedded at its depth
	omit  bool // it is behind a pointer: its fields may be missing
}

// collectGoFields goes through embedded structs level by level. A struct that was
// embedded at a smaller depth is left out, since its fields would be hidden.
func collectGoFields(t reflect.Type) (all []GoField) {
	visited := map[reflect.Type]bool{}
	for level := []*embeddedStruct{{t: t, times: 1}}; len(level) > 0; {
		var next []*embeddedStruct
		for _, s := range level {
			if visited[s.t] {
				continue
			}
			visited[s.t] = true
			fields, embedded := s.ownFields()
			for range min(s.times, 2) { // fields that are there twice hide each other
				all = append(all, fields...)
			}
			for _, e := range embedded {
				next = addEmbedded(next, e)
			}
		}
		level = next
	}
	return all
}

func addEmbedded(all []*embeddedStruct, e *embeddedStruct) []*embeddedStruct {
	for _, other := range all {
		if other.t == e.t {
			other.times++
			return all
		}
	}
	return append(all, e)
}

func (s *embeddedStruct) ownFields() (fields []GoField, embedded []*embeddedStruct) {
	for i := range s.t.NumField() {
		f := s.t.Field(i)
		elem := f.Type
		if elem.Kind() == reflect.Pointer && elem.Name() == "" {
			elem = elem.Elem()
		}
		tag := f.Tag.Get("json")
		if tag == "-" || !f.IsExported() && !(f.Anonymous && elem.Kind() == reflect.Struct) {
			continue
		}
		index := append(slices.Clone(s.index), i)
		name, options, _ := strings.Cut(tag, ",")
		if !isTagName(name) {
			name = ""
		}
		if name == "" && f.Anonymous && elem.Kind() == reflect.Struct {
			embedded = append(embedded, &embeddedStruct{t: elem, index: index, times: 1, omit: s.omit || elem != f.Type})
			continue
		}
		own := newGoField(f, elem, index, name, strings.Split(options, ","))
		own.Omit = own.Omit || s.omit
		fields = append(fields, own)
	}
	return fields, embedded
}

func newGoField(f reflect.StructField, elem reflect.Type, index []int, name string, options []string) GoField {
	g := GoField{Index: index, typ: f.Type, tagged: name != ""}
	g.Name, g.GoName = cmp.Or(name, f.Name), f.Name
	g.Omit = slices.Contains(options, "omitzero") || slices.Contains(options, "omitempty") && HasEmpty(f.Type)
	g.asString = slices.Contains(options, "string") && isBasicKind(elem.Kind()) && ownForm(elem) == ""
	return g
}

// HasEmpty reports whether the option "omitempty" has an effect on a type.
func HasEmpty(t reflect.Type) bool {
	return t.Kind() != reflect.Struct && (t.Kind() != reflect.Array || t.Len() == 0)
}

func isBasicKind(k reflect.Kind) bool {
	return k >= reflect.Bool && k <= reflect.Float64 && k != reflect.Uintptr || k == reflect.String
}

// isTagName reports whether encoding/json accepts the name of a tag.
func isTagName(name string) bool {
	for _, c := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return true
}
