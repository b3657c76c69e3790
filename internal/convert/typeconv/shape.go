package typeconv

import (
	"go/types"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// A Kind is what conversion distinguishes in a type.
type Kind uint8

const (
	KindUnknown Kind = iota // an interface with methods, a type parameter, or a type that is not loaded
	KindAny                 // the type any
	KindBool                // a type whose underlying type is bool
	KindInteger             // an integer of any size, except uintptr
	KindFloat               // a float32 or float64
	KindString              // a type whose underlying type is string
	KindList                // a slice
	KindArray               // an array
	KindMap                 // a map
	KindStruct              // a struct
	KindPointer             // a pointer
	KindOther               // a function or a channel, for instance: nothing converts to it
)

// A Shape is a type as far as conversion goes.
type Shape struct {
	Hint      string // the canonical hint, with import paths; empty if there is none
	Kind      Kind
	Bits      int // of numbers
	Signed    bool
	Len       int    // of arrays
	ReadsText bool   // a string may become one, by UnmarshalText
	Elem      *Shape // of lists, arrays, maps and pointers
	Key       *Shape // of maps

	WritesText bool // it counts as a string, that of MarshalText
	WritesJSON bool // it has a JSON form of its own, and becomes nothing else

	readsJSON bool
	basic     types.BasicKind
	goType    types.Type // nil if only the hint is known
	shapes    *Shapes
}

func (s *Shape) isBytes() bool { return s.Kind == KindList && s.Elem.Hint == "uint8" }

func (s *Shape) isPlain() bool { return !(s.ReadsText || s.WritesText || s.WritesJSON || s.readsJSON) }

func (s *Shape) isEmptyArray() bool { return s.Kind == KindArray && s.Len == 0 }

func (s *Shape) hasTextKeys() bool { return s.Kind == KindMap && s.Key.Kind == KindString }

// hidesFields reports a struct whose fields are not known: evgen knows a payload that
// is not generated yet by its name.
func (s *Shape) hidesFields() bool {
	named, ok := s.goType.(*types.Named)
	return s.goType == nil || ok && named.Obj().Pkg() == nil
}

func (s *Shape) mayBeAnything() bool { return s.Kind == KindUnknown || s.Kind == KindAny }

func isSame(a, b *Shape) bool {
	if a.Hint != "" && a.Hint == b.Hint {
		return true
	}
	return a.goType != nil && b.goType != nil && types.Identical(a.goType, b.goType)
}

// maxDepth bounds shapes: a type may contain itself. Hints are not deeper.
const maxDepth = 8

const timeHint = "time.Time"

// A Shapes converts types and hints to Shapes.
type Shapes struct {
	Find  func(path, name string) types.Type // of a package's type; nil if it is not known
	Sizes types.Sizes
	depth int
}

// Of returns the shape of a Go type.
func (s *Shapes) Of(t types.Type) *Shape {
	t = types.Unalias(t)
	out := &Shape{goType: t, shapes: &Shapes{Find: s.Find, Sizes: s.Sizes}}
	out.setMethods(t)
	out.Hint, _ = hintOf(t)
	if _, ok := t.(*types.TypeParam); ok || s.depth > maxDepth {
		return out
	}
	s.depth++
	defer func() { s.depth-- }()
	switch u := t.Underlying().(type) {
	case *types.Basic:
		s.setBasic(out, u)
	case *types.Pointer:
		out.Kind, out.Elem = KindPointer, s.Of(u.Elem())
	case *types.Slice:
		out.Kind, out.Elem = KindList, s.Of(u.Elem())
	case *types.Map:
		out.Kind, out.Key, out.Elem = KindMap, s.Of(u.Key()), s.Of(u.Elem())
	case *types.Array:
		out.Kind, out.Elem, out.Len = KindArray, s.Of(u.Elem()), int(u.Len())
	case *types.Struct:
		if !embedsUnknown(u) {
			out.Kind = KindStruct
		}
	case *types.Interface:
		if u.Empty() {
			out.Kind = KindAny
		}
	default:
		out.Kind = KindOther
	}
	return out
}

func (s *Shapes) setBasic(out *Shape, b *types.Basic) {
	out.basic = b.Kind()
	switch info := b.Info(); {
	case b.Kind() == types.Invalid: // not loaded
	case info&types.IsBoolean != 0:
		out.Kind = KindBool
	case info&types.IsString != 0:
		out.Kind = KindString
	case info&types.IsInteger != 0 && b.Kind() != types.Uintptr:
		out.Kind, out.Bits, out.Signed = KindInteger, 8*int(s.Sizes.Sizeof(b)), info&types.IsUnsigned == 0
	case info&types.IsFloat != 0:
		out.Kind, out.Bits = KindFloat, 8*int(s.Sizes.Sizeof(b))
	default:
		out.Kind = KindOther
	}
}

// embedsUnknown reports a struct that may have methods which are not known: evgen
// reads the standard library only if it must.
func embedsUnknown(t *types.Struct) bool {
	for f := range t.Fields() {
		if f.Embedded() && f.Type().Underlying() == types.Typ[types.Invalid] {
			return true
		}
	}
	return false
}

// OfHint returns the shape of a canonical hint in which named types have their
// import paths.
func (s *Shapes) OfHint(text string) *Shape {
	t, err := typehint.Parse(text)
	if err != nil {
		return &Shape{Hint: text}
	}
	return s.OfParsed(t)
}

// OfParsed is [Shapes.OfHint] for a hint that is parsed already.
func (s *Shapes) OfParsed(t *typehint.Type) *Shape {
	switch t.Kind {
	case typehint.Optional:
		return &Shape{Hint: t.String(), Kind: KindPointer, Elem: s.OfParsed(t.Elem)}
	case typehint.List:
		return &Shape{Hint: t.String(), Kind: KindList, Elem: s.OfParsed(t.Elem)}
	case typehint.Map:
		return &Shape{Hint: t.String(), Kind: KindMap, Key: s.Of(types.Typ[types.String]), Elem: s.OfParsed(t.Elem)}
	case typehint.Named:
		return s.ofNamed(t)
	case typehint.Basic:
		return s.Of(types.Universe.Lookup(t.Name).Type())
	}
	panic("typeconv: no shape for a hint of kind " + t.Kind.String())
}

func (s *Shapes) ofNamed(t *typehint.Type) *Shape {
	if found := s.Find(t.Path, t.Name); found != nil {
		out := s.Of(found)
		if out.Hint == "" {
			out.Hint = t.String()
		}
		return out
	}
	if t.String() == timeHint { // declarations name it often, so it is known without being loaded
		return &Shape{Hint: timeHint, Kind: KindStruct, ReadsText: true, WritesJSON: true, readsJSON: true}
	}
	return &Shape{Hint: t.String()}
}
