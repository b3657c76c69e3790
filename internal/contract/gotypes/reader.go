package gotypes

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A Reader reads the shapes of types, each once.
type Reader struct {
	Shapes contract.Shapes
	Faults []Fault
	Places map[string]token.Pos        // of types by their names, of fields by the name of a shape, "#" and that of the field
	Doc    func(name token.Pos) string // the comment on a field or a type; nil if comments are not known

	constants map[*types.Package]map[*types.TypeName][]*types.Const
}

// A Fault is a part of a type that can't be data.
type Fault struct {
	Path   string    // "lines[].done"
	Reason string    // with a remedy: "is a function, …"
	Pos    token.Pos // of the field; it may be unknown

	// Invalid is set if the type is not known: its package lacks it, or was not read, or
	// it is one of C. It counts as a type without a shape.
	Invalid bool
}

// A place is where a type stands.
type place struct {
	path  string // for faults
	owner string // name for a struct that has none
	pos   token.Pos
}

func (p place) inside() place { return place{p.path + "[]", p.owner, p.pos} }

// NewReader returns a reader without shapes.
func NewReader() *Reader {
	return &Reader{
		Shapes: contract.Shapes{}, Places: map[string]token.Pos{},
		constants: map[*types.Package]map[*types.TypeName][]*types.Const{},
	}
}

// Declared reads the type that a declaration names. Its shape has that name, also if it
// is an alias. path is where the type stands, for faults.
func (r *Reader) Declared(obj *types.TypeName, path string) {
	if !obj.IsAlias() {
		r.typeOf(obj.Type(), place{path: path, pos: obj.Pos()})
		return
	}
	name := packagePath(obj.Pkg()) + "." + obj.Name()
	if r.Shapes[name] == nil && !contract.IsStandard(name) {
		r.Shapes[name] = &contract.Shape{Name: name, Doc: r.docOf(obj.Pos())}
		r.Shapes[name].Form = r.typeOf(obj.Type(), place{path, name + ".item", obj.Pos()})
	}
}

// Type reads any type and returns it as [contract.Type] writes it.
func (r *Reader) Type(t types.Type, path string) string { return r.typeOf(t, place{path: path}) }

func (r *Reader) typeOf(t types.Type, at place) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return r.basic(t, at)
	case *types.Named:
		return r.named(t, at)
	case *types.Pointer:
		return "*" + r.typeOf(t.Elem(), at)
	case *types.Slice:
		if isByte(t.Elem()) {
			return "[]byte"
		}
		return "[]" + r.typeOf(t.Elem(), at.inside())
	case *types.Array:
		if t.Len() < 0 {
			return r.invalid(at)
		}
		return fmt.Sprintf("[%d]%s", t.Len(), r.typeOf(t.Elem(), at.inside()))
	case *types.Map:
		return "map[" + r.key(t.Key(), at) + "]" + r.typeOf(t.Elem(), at.inside())
	case *types.Struct:
		return r.anonymous(t, at)
	case *types.Interface:
		if t.Empty() {
			return "any"
		}
		return r.refuse(at, "is an interface, which is not data; use any, or a type that implements it")
	case *types.Signature, *types.Chan:
		return r.refuse(at, "is a function or channel, which is not data; use a type that is"+orLeaveOut(at))
	case *types.TypeParam:
		return r.refuse(at, "is a type parameter; declare a plain type")
	}
	return r.invalid(at)
}

func (r *Reader) basic(t *types.Basic, at place) string {
	switch info := t.Info(); {
	case t.Kind() == types.Invalid:
		return r.invalid(at)
	case info&types.IsComplex != 0:
		return r.refuse(at, "is complex, which JSON has no form for; use [2]float64"+orLeaveOut(at))
	case t.Kind() == types.Uintptr, t.Kind() == types.UnsafePointer:
		return r.refuse(at, "is an address, which is not data; use uint64"+orLeaveOut(at))
	}
	return types.Typ[t.Kind()].Name()
}

// key returns the type of a map's key, which JSON writes as a string.
func (r *Reader) key(t types.Type, at place) string {
	form, _ := ownForm(t)
	b, _ := t.Underlying().(*types.Basic)
	switch {
	case form == contract.FormText, b != nil && b.Info()&(types.IsString|types.IsInteger) != 0, b == types.Typ[types.Invalid]:
		return r.typeOf(t, at)
	}
	return r.refuse(at, "is a map whose keys JSON can't write; use keys that are strings or integers, or have MarshalText"+orLeaveOut(at))
}

func (r *Reader) named(t *types.Named, at place) string {
	if t.Obj().Pkg() == nil { // error
		return r.typeOf(t.Underlying(), at)
	}
	name := nameOf(t)
	if contract.IsStandard(name) || r.Shapes[name] != nil {
		return name
	}
	if len(name) > maxName {
		return r.refuse(at, "is a generic type that has more and more of itself as its argument; declare a plain type")
	}
	if t.TypeParams().Len() > t.TypeArgs().Len() {
		return r.refuse(at, "is generic; declare a plain type of it in your package and name that")
	}
	shape := &contract.Shape{Name: name, Doc: r.docOf(t.Obj().Pos())}
	r.Shapes[name], r.Places[name] = shape, t.Obj().Pos() // a type may contain itself
	if form, own := ownForm(t); own {
		shape.Form = form
		return name
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		shape.Form, shape.Fields = contract.FormStruct, r.fields(s, place{at.path, name, at.pos})
		return name
	}
	shape.Form = r.typeOf(t.Underlying(), place{at.path, name + ".item", at.pos})
	if shape.Form == unknownType {
		delete(r.Shapes, name)
	}
	if b, ok := t.Underlying().(*types.Basic); ok {
		shape.Values = r.valuesOf(t, b)
	}
	return name
}

// anonymous gives a struct without a name the name of its place.
func (r *Reader) anonymous(t *types.Struct, at place) string {
	if at.owner == "" {
		return r.refuse(at, "is a struct without a name; declare it as a type")
	}
	shape := &contract.Shape{Name: at.owner}
	r.Shapes[at.owner] = shape
	var own bool
	if shape.Form, own = ownForm(t); !own {
		shape.Form, shape.Fields = contract.FormStruct, r.fields(t, at)
	}
	return at.owner
}

func (r *Reader) refuse(at place, reason string) string {
	r.Faults = append(r.Faults, Fault{Path: at.path, Reason: reason, Pos: at.pos})
	return "any"
}

func (r *Reader) invalid(at place) string {
	r.Faults = append(r.Faults, Fault{
		Path: at.path, Pos: at.pos, Invalid: true,
		Reason: "has a type that can't be found; go vet says why",
	})
	return unknownType
}

// maxName ends types such as T[A any] struct{ Next *T[[]A] }, which no compiler accepts.
const maxName = 2000

// unknownType is a type without a shape.
const unknownType = "unknown.Type"

// orLeaveOut is a remedy for a field of a struct.
func orLeaveOut(at place) string {
	if at.owner == "" {
		return ""
	}
	return ", or leave the field out: `json:\"-\"`"
}

// nameOf returns the name of a type as [contract.Type] has it.
func nameOf(t *types.Named) string {
	name := t.Obj().Name()
	if pkg := t.Obj().Pkg(); pkg != nil {
		name = packagePath(pkg) + "." + name
	}
	var args []string
	for arg := range t.TypeArgs().Types() {
		args = append(args, types.TypeString(types.Unalias(arg), packagePath))
	}
	if args != nil {
		name += "[" + strings.Join(args, ",") + "]"
	}
	return name
}

// packagePath is the import path of a package, also if go vet sees it together with its
// tests: "example.com/app [example.com/app.test]".
func packagePath(p *types.Package) string {
	path, _, _ := strings.Cut(p.Path(), " ")
	return path
}
