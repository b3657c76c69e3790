package events

import (
	"reflect"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A valueShape is a type inside a declared payload, compiled for checking values.
type valueShape struct {
	wire   contract.Wire
	text   *contract.Type
	shapes contract.Shapes
	typ    reflect.Type // of this program; nil if it is not known
	elem   *valueShape  // of lists, arrays, maps and optional values
	fields []shapeField // of structs
	nested bool         // whether values are structs, or lead to some
	fits   sync.Map     // reflect.Type → bool: whether every value of another type fits
}

type shapeField struct {
	name     string
	optional bool
	shape    *valueShape
}

// A shapeCompiler compiles the types of one declaration. Types may contain themselves.
type shapeCompiler struct {
	shapes contract.Shapes
	done   map[string]*valueShape
}

func (c *shapeCompiler) compileText(text string) *valueShape {
	t, err := contract.ParseType(text)
	if err != nil {
		return &valueShape{text: &contract.Type{Kind: contract.Basic, Name: text}}
	}
	return c.compile(t)
}

func (c *shapeCompiler) compile(t *contract.Type) *valueShape {
	if s := c.done[t.String()]; s != nil {
		return s
	}
	s := &valueShape{wire: c.shapes.Wire(t), text: t, shapes: c.shapes, typ: c.goType(t)}
	if c.done == nil {
		c.done = map[string]*valueShape{}
	}
	c.done[t.String()] = s
	s.nested = s.wire.Kind == contract.WireStruct
	for _, f := range s.wire.Fields {
		s.fields = append(s.fields, shapeField{f.Name, f.IsOptional(), c.compileText(f.ValueType())})
	}
	if s.wire.Elem != nil {
		s.elem = c.compile(s.wire.Elem)
	}
	s.nested = s.nested || s.elem != nil && s.elem.nested
	return s
}

// goType returns the type of this program, or nil if it is not known.
func (c *shapeCompiler) goType(t *contract.Type) reflect.Type {
	switch t.Kind {
	case contract.Basic:
		return goTypes[t.Name]
	case contract.Named:
		if known := contract.GoTypeOf(t.Name); known != nil {
			return known
		}
		return goTypes[t.Name]
	case contract.List, contract.Array, contract.Optional:
		return wrapType(t, c.goType(t.Elem))
	case contract.Map:
		if key, elem := c.goType(t.Key), c.goType(t.Elem); key != nil && elem != nil {
			return reflect.MapOf(key, elem)
		}
	}
	return nil
}

func wrapType(t *contract.Type, elem reflect.Type) reflect.Type {
	switch {
	case elem == nil:
		return nil
	case t.Kind == contract.List:
		return reflect.SliceOf(elem)
	case t.Kind == contract.Array:
		return reflect.ArrayOf(t.Len, elem)
	}
	return reflect.PointerTo(elem)
}

// goTypes are the types that every program knows.
var goTypes = func() map[string]reflect.Type {
	all := map[string]reflect.Type{"any": reflect.TypeFor[any]()}
	for _, v := range []any{
		false, "", 0, int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0), float32(0), 0.0,
		time.Time{},
		time.Duration(0),
	} {
		t := reflect.TypeOf(v)
		all[t.String()] = t
	}
	return all
}()

// mayTake reports whether values of a type may fit that have no fields: of a declared
// type that this program does not know, or that writes itself.
func (s *valueShape) mayTake(t reflect.Type) bool {
	have := contract.OfGoType(t, "")
	h := have.Shapes.Wire(have.Type)
	switch s.wire.Kind {
	case contract.WireUnknown:
		return t.Kind() != reflect.Pointer && t.Kind() != reflect.Chan && t.Kind() != reflect.Func
	case contract.WireAny, contract.WireJSON:
		return true
	case contract.WireText:
		return h.Kind == contract.WireText || h.Basic == "string"
	case contract.WireNumber:
		return h.Kind == contract.WireNumber || h.Kind == contract.WireBasic && h.Basic != "bool"
	}
	return false
}

// takes reports whether every value of a type fits, and has no field that is not
// declared. Each pair of types is compared once.
func (s *valueShape) takes(t reflect.Type) bool {
	if t == s.typ {
		return true
	}
	if ok, known := s.fits.Load(t); known {
		return ok.(bool)
	}
	have := contract.OfGoType(t, "")
	field := func(typ string, shapes contract.Shapes) *contract.Event {
		return &contract.Event{Fields: []contract.Field{{Name: "value", Type: typ}}, Shapes: shapes}
	}
	want, got := field(s.text.String(), s.shapes), field(have.String(), have.Shapes)
	ok := len(contract.Misfits(want, got)) == 0 && len(contract.Surplus(want, got)) == 0
	s.fits.Store(t, ok)
	return ok
}
