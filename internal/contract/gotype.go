package contract

import (
	"cmp"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// A GoType is a type of this program as contracts have it.
type GoType struct {
	*Type
	Shapes Shapes // of the named types that it leads to; shared: do not change it
}

// goTypes keeps what OfGoType has read. Programs have few types of payloads, and types
// are never freed.
var goTypes sync.Map // goPlace → GoType

type goPlace struct {
	t     reflect.Type
	place string
}

// OfGoType reads a type of this program, as evgen reads it from source, except that it
// does not know the constants of a type. The first call for a type reads all types that
// it leads to; later ones are a lookup. The place names structs that have no name
// themselves: the type and the field that t belongs to. Two types of one name, which
// functions may declare, have different names here: in one program, a name is one type.
func OfGoType(t reflect.Type, place string) GoType {
	key := goPlace{t, place}
	if known, ok := goTypes.Load(key); ok {
		return known.(GoType)
	}
	r := typeReader{Shapes{}}
	read := GoType{r.read(t, place), r.shapes}
	goTypes.Store(key, read)
	return read
}

// A typeReader collects the shapes of the types that it reads.
type typeReader struct{ shapes Shapes }

// read returns the type t. The path names its place, for structs without a name.
func (r *typeReader) read(t reflect.Type, path string) *Type {
	if t.Name() != "" {
		return r.readNamed(t)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return &Type{Kind: Optional, Elem: r.read(t.Elem(), path)}
	case reflect.Slice:
		return &Type{Kind: List, Elem: r.readElem(t, path)}
	case reflect.Array:
		return &Type{Kind: Array, Len: t.Len(), Elem: r.read(t.Elem(), path)}
	case reflect.Map:
		return &Type{Kind: Map, Key: r.read(t.Key(), path), Elem: r.read(t.Elem(), path)}
	case reflect.Struct:
		name := uniqueName(cmp.Or(path, ".struct"), t)
		r.addShape(name, t)
		return &Type{Kind: Named, Name: name}
	case reflect.Interface:
		return &Type{Kind: Basic, Name: "any"}
	}
	return &Type{Kind: Basic, Name: t.Kind().String()}
}

// readElem takes a slice of any kind of byte for bytes, as JSON does.
func (r *typeReader) readElem(t reflect.Type, path string) *Type {
	if elem := t.Elem(); elem.Kind() == reflect.Uint8 && ownForm(elem) == "" {
		return &Type{Kind: Basic, Name: "uint8"}
	}
	return r.read(t.Elem(), path)
}

func (r *typeReader) readNamed(t reflect.Type) *Type {
	switch {
	case t.PkgPath() == "" && t.Kind() == reflect.Interface: // error
		return &Type{Kind: Basic, Name: "any"}
	case t.PkgPath() == "":
		return &Type{Kind: Basic, Name: t.Name()}
	}
	name := uniqueName(goTypeName(t), t)
	if !IsStandard(name) {
		r.addShape(name, t)
	}
	return &Type{Kind: Named, Name: name}
}

// goTypeName is the import path and the name. In the arguments of a generic type the
// linker has escaped the dots of import paths.
func goTypeName(t reflect.Type) string {
	return t.PkgPath() + "." + strings.ReplaceAll(t.Name(), "%2e", ".")
}

// addShape adds the shape of a type with that name, if it is not there yet: types may
// contain themselves.
func (r *typeReader) addShape(name string, t reflect.Type) {
	if r.shapes[name] != nil {
		return
	}
	s := &Shape{Name: name, Form: ownForm(t)}
	r.shapes[name] = s
	switch {
	case s.Form != "":
	case t.Kind() == reflect.Struct:
		s.Form, s.Fields = FormStruct, r.fieldsOf(name, t)
	default:
		s.Form = r.readUnnamed(t, name).String()
	}
}

// readUnnamed reads what a named type is made of.
func (r *typeReader) readUnnamed(t reflect.Type, name string) *Type {
	place := name + ".item"
	switch t.Kind() {
	case reflect.Pointer:
		return r.read(reflect.PointerTo(t.Elem()), place)
	case reflect.Slice:
		return r.read(reflect.SliceOf(t.Elem()), place)
	case reflect.Array:
		return r.read(reflect.ArrayOf(t.Len(), t.Elem()), place)
	case reflect.Map:
		return r.read(reflect.MapOf(t.Key(), t.Elem()), place)
	case reflect.Interface:
		return &Type{Kind: Basic, Name: "any"}
	}
	return &Type{Kind: Basic, Name: t.Kind().String()}
}

// namedTypes are the types behind the names, so that no name stands for two.
var namedTypes = struct {
	sync.RWMutex
	of map[string]reflect.Type
}{of: map[string]reflect.Type{}}

// uniqueName returns name, or with a number if another type has it already.
func uniqueName(name string, t reflect.Type) string {
	namedTypes.Lock()
	defer namedTypes.Unlock()
	for n, try := 1, name; ; try = name + "·" + strconv.Itoa(n) {
		switch namedTypes.of[try] {
		case nil:
			namedTypes.of[try] = t
			return try
		case t:
			return try
		}
		n++
	}
}

// GoTypeOf returns the type that OfGoType has read under a name, or nil.
func GoTypeOf(name string) reflect.Type {
	namedTypes.RLock()
	defer namedTypes.RUnlock()
	return namedTypes.of[name]
}
