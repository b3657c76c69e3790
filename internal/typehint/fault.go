package typehint

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// instead says what to write in place of Go types that no payload may hold.
var instead = map[string]string{
	"error":      "an error has no wire form; use string and send err.Error()",
	"complex64":  "JSON has no complex numbers; use two float32 fields",
	"complex128": "JSON has no complex numbers; use two float64 fields",
	"uintptr":    "an address means nothing outside this process; use uint64 if it is a number",
	"number":     "use int64 or float64",
	"integer":    "use int64",
	"long":       "use int64",
	"short":      "use int16",
	"double":     "use float64",
	"boolean":    "use bool",
	"object":     "use map[string]any",
	"array":      "use []any",
	"date":       "use time.Time",
	"tuple":      "use []any",
	"set":        "use []any",
	"decimal":    "use string, which loses no digits",
	"uuid":       "use string",
	"timedelta":  "use time.Duration",
	"time":       "use time.Time",
}

// notData are words of Go that often come before a character which hints do not allow.
// Each has a better answer than one about the character.
var notData = map[string]string{
	"interface": "interfaces are not data; use any",
	"struct":    "a hint cannot contain a struct; declare it as a type of your package and write its name",
	"func":      "functions are not data; have the listener emit an event of its own",
	"chan":      "channels are not data; have the listener emit an event of its own",
}

// foreign are generic types of other languages, with the beginning of the hint to write
// instead.
var foreign = map[string]string{
	"list": "[]", "List": "[]", "Array": "[]", "slice": "[]", "set": "[]", "Set": "[]", "tuple": "[]", "Tuple": "[]", "Sequence": "[]",
	"dict": "map[string]", "Dict": "map[string]", "Map": "map[string]", "Mapping": "map[string]",
	"Optional": "*", "Option": "*",
}

// textFault checks length and characters, before anything is parsed.
func textFault(s string) string {
	switch {
	case s == "":
		return "is empty; write a type such as \"string\" or \"int64\""
	case len(s) > maxHint:
		return fmt.Sprintf("has %d bytes, at most %d are allowed; name the type in your package", len(s), maxHint)
	}
	for i := range len(s) {
		if !isHintByte(s[i]) {
			return byteFault(s, i)
		}
	}
	return ""
}

func byteFault(s string, i int) string {
	word := lastWord(s[:i])
	if reason, ok := notData[word]; ok {
		return reason
	}
	if fault := foreignFault(s); fault != "" {
		return fault
	}
	switch c, _ := utf8.DecodeRuneInString(s[i:]); {
	case c == '<' && strings.HasPrefix(s[i:], "<-chan"):
		return notData["chan"]
	case strings.Contains(s, "|"):
		return "has several types; write one, with * in front if the field may be absent, or \"any\""
	case c == '?':
		return "has a ?; write * in front of what may be absent, as in \"*string\""
	case c == ' ', c == '\n', c == '\r', c == '\t':
		return fmt.Sprintf("has white space (%q) at byte %d; write the type alone", c, i)
	case c >= utf8.RuneSelf:
		return fmt.Sprintf("has %+q at byte %d; only ASCII is allowed", c, i)
	default:
		return fmt.Sprintf("has %q at byte %d; allowed are letters, digits and _ . - / ~ * [ ]", c, i)
	}
}

// foreignFault returns the fault of a generic type of another language, or "". It
// translates the type of the elements if it is a hint.
func foreignFault(s string) string {
	outer, args, _ := strings.Cut(strings.ReplaceAll(s, "<", "["), "[")
	prefix, ok := foreign[outer]
	if !ok {
		return ""
	}
	elem := strings.TrimRight(args[strings.LastIndexAny(args, ",[")+1:], "]>")
	t, fault := parseElem(strings.Trim(elem, " "), 1)
	if fault != "" || strings.ContainsAny(elem, "<>|") {
		t = &Type{Kind: Basic, Name: "string"}
	}
	return fmt.Sprintf("is spelled as in another language; write it as in %q", prefix+t.String())
}

// arrayFault returns the fault of an array such as [16]byte.
func arrayFault(s string) string {
	slice := "[]int"
	if _, elem, ok := strings.Cut(s, "]"); ok {
		if t, fault := parseElem(elem, 1); fault == "" {
			slice = (&Type{Kind: List, Elem: t}).String()
		}
	}
	return fmt.Sprintf("has an array; use a slice, as in %q, or declare the array as a type of your package and write its name", slice)
}

// lastWord returns the letters at the end of s.
func lastWord(s string) string {
	return s[strings.LastIndexAny(s, "*[]./~")+1:]
}

func isHintByte(c byte) bool {
	return isWordByte(c) || strings.IndexByte("./~*[]", c) >= 0
}

// isWordByte reports whether c may be part of a name: of an import path, a type or a
// field.
func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-'
}

// shapeFault checks the rest of a hint that should be a name.
func shapeFault(s string) string {
	switch {
	case s == "":
		return "ends before a type; write one, as in \"[]string\""
	case strings.HasPrefix(s, "*"):
		return "has a pointer inside; only the whole field may be optional, so write * once, at the very front"
	case strings.HasPrefix(s, "map["):
		return "has a map whose keys are not strings; write map[string]…"
	case strings.HasPrefix(s, "["):
		return arrayFault(s)
	case strings.HasSuffix(s, "[]"):
		return "has [] at its end; write it in front, as in \"[]string\""
	case strings.ContainsAny(s, "[]"):
		if fault := foreignFault(s); fault != "" {
			return fault
		}
		return "is generic; declare a plain type (type Page Paged[Item]) and write its name"
	case strings.Contains(s, "*"):
		return "has a * inside a name; write * once, at the very front"
	}
	return ""
}

// pathFault checks the form of an import path. Only the go command can tell whether the
// package exists and may be imported.
func pathFault(path string) string {
	switch path {
	case "unsafe", "C":
		return fmt.Sprintf("is from package %s, whose types are not data", path)
	}
	for i, elem := range strings.Split(path, "/") {
		if fault := elemFault(elem); fault != "" {
			return fmt.Sprintf("has the import path %s, %s", errtext.Quote(path), fault)
		}
		// A host name is in lower case, so "time.Time.X" is the field of a type, not a package.
		if i == 0 && strings.Contains(elem, ".") && strings.ToLower(elem) != elem {
			return fmt.Sprintf("has the import path %s, which is none; write one type of one package, as in \"time.Time\"", errtext.Quote(path))
		}
	}
	return ""
}

func elemFault(elem string) string {
	switch {
	case elem == "":
		return "with an empty element; write it as in an import, without a / at either end"
	case elem[0] == '.' || elem[len(elem)-1] == '.':
		return "with an element that begins or ends with a dot; write the full import path"
	case elem[0] == '-':
		return "with an element that begins with a dash; write it as in an import"
	case elem == "vendor":
		return "which leads into a vendor folder; write the path as in an import"
	}
	return ""
}

func typeNameFault(name string, bare bool) string {
	if name == "" {
		return "has no type after the last dot; write it as in \"net/netip.Addr\""
	}
	if how, ok := instead[name]; ok && bare {
		return how
	}
	for i := range len(name) {
		if c := name[i]; !isWordByte(c) || c == '-' {
			return fmt.Sprintf("has %q in a type's name; allowed are letters, digits and _", c)
		}
	}
	if name[0] < 'A' || name[0] > 'Z' {
		return unexportedFault(name, bare)
	}
	return ""
}

func unexportedFault(name string, bare bool) string {
	if !bare {
		return fmt.Sprintf("names the unexported type %s; export it, or use an exported one", errtext.Quote(name))
	}
	if reason, ok := notData[name]; ok {
		return reason
	}
	if near, ok := eventname.Near(name, allSpellings()); ok {
		return fmt.Sprintf("is not a type; did you mean %q?", near)
	}
	if near, ok := eventname.Near(name, slices.Sorted(maps.Keys(foreignWords))); ok {
		return fmt.Sprintf("is not a type; did you mean %q?", foreignWords[near])
	}
	return "is not a type of Go; if it is one of your package, export it: begin it with an upper-case letter"
}

// foreignWords are words of other languages, with the hints to write instead, for
// those that are misspelt.
var foreignWords = map[string]string{"integer": "int64", "double": "float64", "boolean": "bool"}

// allSpellings lists the lower-case words that are hints.
func allSpellings() []string {
	var words []string
	for w := range basics {
		words = append(words, w)
	}
	for w := range aliases {
		words = append(words, w)
	}
	return words
}
