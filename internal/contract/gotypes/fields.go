package gotypes

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A jsonField is a field of a struct, perhaps of an embedded one, as encoding/json has it.
type jsonField struct {
	name   string
	tagged bool
	depth  int
	order  []int // index of the field, and before it those of the structs that embed it
	omit   bool
	quoted bool // JSON has the value in a string
	goName string
	typ    types.Type
	pos    token.Pos
}

// fields returns the fields of a struct in source order.
func (r *Reader) fields(s *types.Struct, at place) (fields []contract.Field) {
	for _, f := range r.visible(s, at) {
		in := place{strings.TrimPrefix(at.path+"."+f.name, "."), at.owner + "." + plainName(f), f.pos}
		text := r.typeOf(f.typ, in)
		if f.quoted {
			text = r.quotedText(text, in.owner)
		}
		r.Places[at.owner+"#"+f.name] = f.pos
		fields = append(fields, contract.Field{Name: f.name, GoName: f.goName, Type: text, Doc: r.docOf(f.pos), Omit: f.omit})
	}
	return fields
}

func (r *Reader) docOf(name token.Pos) string {
	if r.Doc == nil {
		return ""
	}
	return r.Doc(name)
}

// visible applies the rule of encoding/json: of several fields with a name, the least
// nested one counts, of those the one with a tag.
func (r *Reader) visible(s *types.Struct, at place) []jsonField {
	byName := map[string][]jsonField{}
	for _, f := range r.candidates(s, at) {
		byName[f.name] = append(byName[f.name], f)
	}
	var seen []jsonField
	for name, all := range byName {
		slices.SortStableFunc(all, jsonField.compare)
		if len(all) > 1 && all[0].compare(all[1]) == 0 {
			r.refuse(place{at.path, at.owner, all[1].pos}, fmt.Sprintf("has two fields that JSON calls %q, %s and %s, and JSON writes neither; give one of them another name in its tag", name, all[0].goName, all[1].goName))
		}
		seen = append(seen, all[0])
	}
	slices.SortFunc(seen, func(a, b jsonField) int { return slices.Compare(a.order, b.order) })
	return seen
}

func (f jsonField) compare(o jsonField) int {
	switch {
	case f.depth != o.depth:
		return f.depth - o.depth
	case f.tagged != o.tagged && f.tagged:
		return -1
	case f.tagged != o.tagged:
		return 1
	}
	return 0
}

// candidates returns the fields of a struct and of those that it embeds. A type that
// embeds itself is entered once on each way. Fields of an embedded pointer may be missing.
func (r *Reader) candidates(s *types.Struct, at place) (all []jsonField) {
	var walk func(s *types.Struct, order []int, inside []types.Type, omit bool)
	walk = func(s *types.Struct, order []int, inside []types.Type, omit bool) {
		for i := range s.NumFields() {
			f, own := s.Field(i), append(slices.Clone(order), i)
			tag := reflect.StructTag(s.Tag(i)).Get("json")
			name, options, _ := strings.Cut(tag, ",")
			embedded, isStruct := pointedTo(f.Type()).Underlying().(*types.Struct)
			switch {
			case tag == "-", !f.Exported() && !(f.Embedded() && isStruct):
				continue
			case f.Embedded() && isStruct && !isName(name):
				if isPointer(f.Type()) && !f.Exported() {
					r.refuse(place{at.path, at.owner, f.Pos()}, fmt.Sprintf("embeds a pointer to %s, which JSON can't set because it is not exported; embed the struct itself", f.Name()))
				}
				if !slices.ContainsFunc(inside, func(t types.Type) bool { return types.Identical(t, pointedTo(f.Type())) }) {
					walk(embedded, own, append(slices.Clone(inside), pointedTo(f.Type())), omit || isPointer(f.Type()))
				}
				continue
			}
			field := newField(f, name, options, own)
			field.omit = field.omit || omit
			all = append(all, field)
		}
	}
	walk(s, nil, nil, false)
	return all
}

func newField(f *types.Var, name, options string, order []int) jsonField {
	j := jsonField{name: name, tagged: isName(name), depth: len(order), order: order, goName: f.Name(), typ: f.Type(), pos: f.Pos()}
	if !j.tagged {
		j.name = f.Name()
	}
	for option := range strings.SplitSeq(options, ",") {
		j.omit = j.omit || option == "omitzero" || option == "omitempty" && HasEmpty(f.Type())
		j.quoted = j.quoted || option == "string" && isQuotable(f.Type())
	}
	return j
}

// HasEmpty reports whether the option "omitempty" has an effect on a type.
func HasEmpty(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return false
	case *types.Array:
		return u.Len() == 0
	default:
		return true
	}
}

// isQuotable reports whether the option "string" has an effect on a type.
func isQuotable(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	b, ok := t.Underlying().(*types.Basic)
	_, own := ownForm(t)
	return ok && !own && b.Info()&(types.IsBoolean|types.IsString|types.IsInteger|types.IsFloat) != 0
}

// quotedText gives a value in a string a shape of its own.
func (r *Reader) quotedText(text, name string) string {
	r.Shapes[name] = &contract.Shape{Name: name, Form: contract.FormText}
	if strings.HasPrefix(text, "*") {
		return "*" + name
	}
	return name
}

// isName reports whether encoding/json takes a tag's name.
func isName(name string) bool {
	for _, c := range name {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return name != ""
}

// plainName returns a name for what is declared in a field: that of JSON, if it may
// stand in a type.
func plainName(f jsonField) string {
	for _, c := range f.name {
		if c != '_' && c != '-' && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return f.goName
		}
	}
	return f.name
}

func isPointer(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Pointer)
	return ok
}
