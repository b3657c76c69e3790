package typehint

// Kind says which of the five shapes a [Type] has.
//
// A new kind is a constant here, and a case in each switch on Kind, which the linter
// exhaustive lists until it is there (see .ci/run): String and Format here, GoType in
// gotype.go, OfParsed in convert/typeconv/shape.go, and schemaOf in docgen/schema.go.
// Tests of this package name what else lacks it: the grammar in parser.go and hintText
// in gotype.go.
// Tests of package typeconv fail until the kind has a row in rows_test.go, and then
// until convert.go and types.go of package convert, and shape.go and verdict.go of
// typeconv, agree on it. The grammar is also in doc.go and in the manual of evgen.
type Kind uint8

// The kinds of types. The zero Kind belongs to no type.
const (
	Basic    Kind = 1 + iota // Name is a predeclared Go type: "int64", "any"
	Named                    // Name is an exported type of the package Path, or of the hint's own package if Path is empty
	List                     // a slice of Elem
	Map                      // a map from string to Elem
	Optional                 // Elem may be absent; only the outermost type is optional
)

// Kinds returns all kinds.
func Kinds() []Kind { return []Kind{Basic, Named, List, Map, Optional} }

// String returns the kind's name in lower case.
func (k Kind) String() string {
	switch k {
	case Basic:
		return "basic"
	case Named:
		return "named"
	case List:
		return "list"
	case Map:
		return "map"
	case Optional:
		return "optional"
	}
	return "invalid"
}

// Type is a parsed hint. Aliases are resolved: if two hints mean the same type, their
// Types are deeply equal. Treat it as read-only.
type Type struct {
	Kind Kind
	Elem *Type  // of List, Map and Optional
	Path string // of Named: an import path, or empty
	Name string // of Basic and Named
}

// String returns the canonical hint.
func (t *Type) String() string {
	return t.Format(func(path, name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	})
}

// Format writes t as String does, except that named types are written by qualify. A generator passes one that turns import paths into the names of
// its imports; the result is then Go source, formatted as gofmt wants it.
func (t *Type) Format(qualify func(path, name string) string) string {
	switch t.Kind {
	case Optional:
		return "*" + t.Elem.Format(qualify)
	case List:
		// A slice of uint8 is written []byte, as is usual in Go.
		if t.Elem.Kind == Basic && t.Elem.Name == "uint8" {
			return "[]byte"
		}
		return "[]" + t.Elem.Format(qualify)
	case Map:
		return "map[string]" + t.Elem.Format(qualify)
	case Named:
		return qualify(t.Path, t.Name)
	case Basic:
		return t.Name
	}
	return ""
}

// IsAny reports whether t is the type any.
func (t *Type) IsAny() bool { return t.Kind == Basic && t.Name == "any" }

// Canonical returns the canonical form of a hint: "string" for "str". Its
// error is an [*Error].
func Canonical(s string) (string, error) {
	t, err := Parse(s)
	if err != nil {
		return "", err
	}
	return t.String(), nil
}
