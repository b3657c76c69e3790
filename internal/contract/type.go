package contract

import (
	"fmt"
	"strconv"
	"strings"
)

// A TypeKind says what a [Type] is made of.
type TypeKind uint8

// The kinds of types. The zero TypeKind belongs to no type.
const (
	Basic    TypeKind = 1 + iota // Name is a predeclared type: "int64", "any"
	Named                        // Name is an import path, a dot and a name
	List                         // a slice of Elem
	Array                        // Len times Elem
	Map                          // a map from Key to Elem
	Optional                     // Elem, or nil
)

// A Type is the type of a field at any depth. Every canonical hint in which named types
// have their import paths is one. Inside of named shapes there are types that no hint
// can name: pointers anywhere, arrays, and maps with other keys than strings.
type Type struct {
	Kind TypeKind
	Name string // of Basic and Named
	Key  *Type  // of Map
	Elem *Type  // of List, Array, Map and Optional
	Len  int    // of Array
}

// ParseType reads what [Type.String] writes.
func ParseType(text string) (*Type, error) {
	t, rest := parseType(text)
	if t == nil || rest != "" {
		return nil, fmt.Errorf("%q is not the type of a field", text)
	}
	return t, nil
}

// parseType reads a type from the front of text, and returns the rest. The type is nil
// if there is none.
func parseType(text string) (*Type, string) {
	switch {
	case strings.HasPrefix(text, "*"):
		return wrapped(&Type{Kind: Optional}, text[1:])
	case strings.HasPrefix(text, "[]"):
		return wrapped(&Type{Kind: List}, text[2:])
	case strings.HasPrefix(text, "["):
		size, rest, _ := strings.Cut(text[1:], "]")
		n, err := strconv.Atoi(size)
		if err != nil || n < 0 {
			return nil, text
		}
		return wrapped(&Type{Kind: Array, Len: n}, rest)
	case strings.HasPrefix(text, "map["):
		key, rest := parseType(text[4:])
		if key == nil || !strings.HasPrefix(rest, "]") {
			return nil, text
		}
		return wrapped(&Type{Kind: Map, Key: key}, rest[1:])
	}
	return parseName(text)
}

func wrapped(outer *Type, text string) (*Type, string) {
	elem, rest := parseType(text)
	if elem == nil {
		return nil, text
	}
	outer.Elem = elem
	return outer, rest
}

// parseName reads a name up to a bracket that it did not open: a generic type has its
// arguments in brackets.
func parseName(text string) (*Type, string) {
	open, end := 0, len(text)
	for i := range len(text) {
		if text[i] == '[' {
			open++
		}
		if text[i] == ']' {
			if open--; open < 0 {
				end = i
				break
			}
		}
	}
	name := text[:end]
	switch {
	case name == "":
		return nil, text
	case name == "byte":
		name = "uint8"
	case name == "rune":
		name = "int32"
	}
	if strings.Contains(name, ".") {
		return &Type{Kind: Named, Name: name}, text[end:]
	}
	return &Type{Kind: Basic, Name: name}, text[end:]
}

// String returns the type as [ParseType] reads it.
func (t *Type) String() string {
	switch t.Kind {
	case Optional:
		return "*" + t.Elem.String()
	case List:
		if t.IsBytes() {
			return "[]byte"
		}
		return "[]" + t.Elem.String()
	case Array:
		return fmt.Sprintf("[%d]%s", t.Len, t.Elem)
	case Map:
		return fmt.Sprintf("map[%s]%s", t.Key, t.Elem)
	case Basic, Named:
		return t.Name
	}
	return ""
}

// IsAny reports whether t is the type any.
func (t *Type) IsAny() bool { return t.Kind == Basic && t.Name == "any" }

// IsBytes reports whether JSON writes t as a string in base64.
func (t *Type) IsBytes() bool {
	return t.Kind == List && t.Elem.Kind == Basic && t.Elem.Name == "uint8"
}

// Value returns t without the pointer of an optional type.
func (t *Type) Value() *Type {
	if t.Kind == Optional {
		return t.Elem
	}
	return t
}

// Names calls yield for each named type in t, until it returns false.
func (t *Type) Names(yield func(name string) bool) {
	for ; t != nil; t = t.Elem {
		if t.Kind == Named && !yield(t.Name) {
			return
		}
		if t.Key != nil && t.Key.Kind == Named && !yield(t.Key.Name) {
			return
		}
	}
}
