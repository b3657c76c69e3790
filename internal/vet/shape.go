package vet

import (
	"go/types"
	"strings"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// A kind is what conversion looks at in a type.
type kind uint8

const (
	unknown kind = iota // an interface, a type parameter, or a type that is not loaded
	anything
	boolean
	integer
	float
	str
	list
	dict
	structure
	pointer
	other // a function, a channel: no payload converts to it
)

// A shape is a type as far as conversion goes.
type shape struct {
	name   string // the canonical hint; empty where it has none
	kind   kind
	bits   int
	signed bool
	text   bool // a string may become one, by UnmarshalText
	elem   *shape
}

// shapes finds shapes, and remembers them: a type may contain itself.
type shapes struct {
	pkg   *types.Package
	sizes types.Sizes
	depth int
}

// of returns the shape of a Go type.
func (s *shapes) of(t types.Type) *shape {
	t = types.Unalias(t)
	out := &shape{text: readsText(t)}
	out.name, _ = spell(t)
	if _, ok := t.(*types.TypeParam); ok || s.depth > 8 {
		return out
	}
	s.depth++
	defer func() { s.depth-- }()
	switch u := t.Underlying().(type) {
	case *types.Basic:
		s.basic(out, u)
	case *types.Pointer:
		out.kind, out.elem = pointer, s.of(u.Elem())
	case *types.Slice:
		out.kind, out.elem = list, s.of(u.Elem())
	case *types.Map:
		out.kind = other
		if b, ok := u.Key().Underlying().(*types.Basic); ok && b.Kind() == types.String {
			out.kind, out.elem = dict, s.of(u.Elem())
		}
	case *types.Struct:
		out.kind = structure
	case *types.Interface:
		if u.Empty() {
			out.kind = anything
		}
	default:
		out.kind = other
	}
	return out
}

func (s *shapes) basic(out *shape, b *types.Basic) {
	switch info := b.Info(); {
	case info&types.IsBoolean != 0:
		out.kind = boolean
	case info&types.IsString != 0:
		out.kind = str
	case info&types.IsInteger != 0 && b.Kind() != types.Uintptr:
		out.kind, out.bits, out.signed = integer, 8*int(s.sizes.Sizeof(b)), info&types.IsUnsigned == 0
	case info&types.IsFloat != 0:
		out.kind, out.bits = float, 8*int(s.sizes.Sizeof(b))
	default:
		out.kind = other
	}
}

// ofHint returns the shape of a canonical hint in which named types have their
// import paths.
func (s *shapes) ofHint(text string) *shape {
	t, err := typehint.Parse(text)
	if err != nil {
		return &shape{name: text}
	}
	return s.parsed(t)
}

func (s *shapes) parsed(t *typehint.Type) *shape {
	switch t.Kind {
	case typehint.Optional:
		return &shape{name: t.String(), kind: pointer, elem: s.parsed(t.Elem)}
	case typehint.List:
		return &shape{name: t.String(), kind: list, elem: s.parsed(t.Elem)}
	case typehint.Map:
		return &shape{name: t.String(), kind: dict, elem: s.parsed(t.Elem)}
	case typehint.Named:
		if found := s.find(t.Path, t.Name); found != nil {
			return s.of(found)
		}
		if t.String() == "time.Time" { // declarations name it often, so it is worth knowing unseen
			return &shape{name: t.String(), kind: structure, text: true}
		}
		return &shape{name: t.String()}
	}
	return s.of(types.Universe.Lookup(t.Name).Type())
}

// find returns a named type, if the package or one that it imports has it.
func (s *shapes) find(path, name string) types.Type {
	for _, p := range append(s.pkg.Imports(), s.pkg) {
		if packagePath(p) == path {
			if obj, ok := p.Scope().Lookup(name).(*types.TypeName); ok {
				return obj.Type()
			}
		}
	}
	return nil
}

// readsText reports whether a string becomes a t by its UnmarshalText.
func readsText(t types.Type) bool {
	if types.IsInterface(t) {
		return false
	}
	m, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, nil, "UnmarshalText")
	fn, ok := m.(*types.Func)
	return ok && fn.Signature().Params().Len() == 1
}

// spell writes a type as a canonical hint with import paths, if it has one.
func spell(t types.Type) (string, bool) {
	text, ok := spelled(t)
	if !ok {
		return "", false
	}
	canonical, err := typehint.Canonical(text)
	return canonical, err == nil
}

func spelled(t types.Type) (string, bool) {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if b, ok := types.Default(t).(*types.Basic); ok {
			return b.Name(), b.Info()&types.IsUntyped == 0
		}
	case *types.Named:
		obj := t.Obj()
		if obj.Pkg() != nil && t.TypeArgs().Len() == 0 && obj.Parent() == obj.Pkg().Scope() {
			return packagePath(obj.Pkg()) + "." + obj.Name(), true
		}
	case *types.Pointer:
		return prefixed("*", t.Elem())
	case *types.Slice:
		return prefixed("[]", t.Elem())
	case *types.Map:
		if types.Identical(t.Key(), types.Typ[types.String]) {
			return prefixed("map[string]", t.Elem())
		}
	case *types.Interface:
		return "any", t.Empty()
	}
	return "", false
}

func prefixed(prefix string, elem types.Type) (string, bool) {
	text, ok := spelled(elem)
	return prefix + text, ok && !strings.HasPrefix(text, "*")
}
