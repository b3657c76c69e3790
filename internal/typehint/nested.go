package typehint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// A Struct is a payload, or a struct inside it that has no Go type of its own yet.
type Struct struct {
	GoName string
	Path   string // of the field with the struct: "lines[]"; empty for the payload
	Fields []StructField
}

// A StructField is a field that has a hint, or fields of its own.
type StructField struct {
	Name string
	Key  int     // index of the key with the hint; of a struct, of its first key
	In   *Struct // nil if the field has a hint
	Type *Type   // of a struct: a list of it, for example; nil if the field has a hint
}

// A KeyFault says what is wrong with a key of a payload.
type KeyFault struct {
	Key    int // index
	Reason string
}

// IsPath reports whether a key of a payload names a field inside a struct, as in
// "lines[].sku".
func IsPath(key string) bool { return strings.ContainsAny(key, ".[]{}?") }

// Nest reads the keys of a payload. Most are names of fields. Paths declare structs
// without a Go type:
//
//	Path = Step { "." Step } "." Field
//	Step = Field [ "?" ] { "[]" | "{}" }
//
// "address.city" is a field of a struct, "address?.city" of one that is optional,
// "lines[].sku" of those in a list, and "by_sku{}.qty" of those in a map. A struct is
// named by the payload's Go name and the way to it: OrderPlacedLine. Fields are in the
// order of their first keys. Names without a path are not judged.
func Nest(goName string, keys []string) (*Struct, []KeyFault) {
	n := &nesting{keys: keys, root: &Struct{GoName: goName}, names: map[string]string{}}
	for i, key := range keys {
		if fault := n.add(i, key); fault != "" {
			n.faults = append(n.faults, KeyFault{i, fault})
		}
	}
	return n.root, n.faults
}

type nesting struct {
	keys   []string
	root   *Struct
	names  map[string]string // paths, by Go names of structs
	faults []KeyFault
}

func (n *nesting) add(key int, path string) (fault string) {
	at, steps := n.root, []string{path}
	if IsPath(path) {
		steps = strings.Split(path, ".")
	}
	if len(steps) > maxDepth {
		return fmt.Sprintf("is nested deeper than %d levels; declare the inner part as a type of your package", maxDepth)
	}
	for _, step := range steps[:len(steps)-1] {
		if at, fault = n.enter(at, key, step); fault != "" {
			return fault
		}
	}
	name := steps[len(steps)-1]
	if bare, marks := splitStep(name); marks != "" && IsPath(path) {
		return fmt.Sprintf("ends in %s, which a hint says: %s", errtext.Quote(marks), hintHelp(strings.TrimSuffix(path, name)+bare, marks))
	}
	if fault := eventname.FieldFault(name); fault != "" && len(steps) > 1 {
		return fmt.Sprintf("has the part %s, which %s", errtext.Quote(name), fault)
	}
	if i := at.index(name); i >= 0 && (at.Fields[i].In != nil || len(steps) > 1) {
		return fmt.Sprintf("is declared by %s too; remove one", errtext.Quote(n.keys[at.Fields[i].Key]))
	}
	at.Fields = append(at.Fields, StructField{Name: name, Key: key})
	return ""
}

// splitStep splits "lines[]" into the name and its marks.
func splitStep(step string) (name, marks string) {
	if i := strings.IndexAny(step, "[]{}?"); i >= 0 {
		return step[:i], step[i:]
	}
	return step, ""
}

func hintHelp(path, marks string) string {
	hint := "[]T"
	if t := wrapped(marks, &Type{Kind: Named, Name: "T"}); t != nil {
		hint = t.String()
	}
	return fmt.Sprintf("%s: %q", errtext.Quote(path), hint)
}

// enter returns the struct that a step leads to.
func (n *nesting) enter(at *Struct, key int, step string) (*Struct, string) {
	name, marks := splitStep(step)
	if fault := eventname.FieldFault(name); fault != "" {
		return nil, fmt.Sprintf("has the part %s, which %s", errtext.Quote(step), fault)
	}
	goName, fault := structName(at, name, step)
	if fault != "" {
		return nil, fault
	}
	typ := wrapped(marks, &Type{Kind: Named, Name: goName})
	if typ == nil {
		return nil, fmt.Sprintf("has the part %s; write an optional struct as %q, a list of structs as %q, a map as %q",
			errtext.Quote(step), name+"?", name+"[]", name+"{}")
	}
	if i := at.index(name); i >= 0 {
		f := at.Fields[i]
		if f.In == nil || f.Type.String() != typ.String() {
			return nil, fmt.Sprintf("does not fit beside %s, in which %q is another type; write both alike", errtext.Quote(n.keys[f.Key]), name)
		}
		return f.In, ""
	}
	path := strings.TrimPrefix(at.Path+"."+step, ".")
	if other, taken := n.names[goName]; taken {
		return nil, fmt.Sprintf("makes a struct %s, and so does %q; rename one of the fields", goName, other)
	}
	n.names[goName] = path
	in := &Struct{GoName: goName, Path: path}
	at.Fields = append(at.Fields, StructField{Name: name, Key: key, In: in, Type: typ})
	return in, ""
}

// structName names the struct of a step after the one that it is in.
func structName(at *Struct, name, step string) (goName, fault string) {
	part, ok := eventname.GoName(name)
	if !ok {
		return "", fmt.Sprintf("has the part %q, of which no Go name can be made; use letters", name)
	}
	if strings.HasSuffix(step, "]") || strings.HasSuffix(step, "}") {
		part = singular(part)
	}
	return at.GoName + part, ""
}

// wrapped reads the marks of a step from the outside in: nil if they are none.
func wrapped(marks string, inside *Type) *Type {
	rest, optional := strings.CutPrefix(marks, "?")
	for ; rest != ""; rest = rest[:len(rest)-2] {
		switch {
		case strings.HasSuffix(rest, "[]"):
			inside = &Type{Kind: List, Elem: inside}
		case strings.HasSuffix(rest, "{}"):
			inside = &Type{Kind: Map, Elem: inside}
		default:
			return nil
		}
	}
	if optional {
		inside = &Type{Kind: Optional, Elem: inside}
	}
	return inside
}

func (s *Struct) index(name string) int {
	return slices.IndexFunc(s.Fields, func(f StructField) bool { return f.Name == name })
}

// Structs calls yield for each struct inside s, outer ones first.
func (s *Struct) Structs(yield func(*Struct) bool) {
	s.each(yield)
}

func (s *Struct) each(yield func(*Struct) bool) bool {
	for _, f := range s.Fields {
		if f.In != nil && (!yield(f.In) || !f.In.each(yield)) {
			return false
		}
	}
	return true
}
