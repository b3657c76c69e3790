package typehint

import "strings"

// pythonLists and pythonMaps are the generic types of Python that are lists and maps.
var (
	pythonLists = map[string]bool{"list": true, "List": true, "Sequence": true}
	pythonMaps  = map[string]bool{"dict": true, "Dict": true, "Mapping": true}
)

// fromPython translates the spellings of Python's generic types into hints: "list[str]"
// into "[]string", "dict[str, int]" into "map[string]int", "str | None" and
// "Optional[str]" into "*string". Any other text, and what has no hint, is returned as
// it is: the parser says what is wrong with it.
func fromPython(s string) string {
	if !strings.ContainsAny(s, "[|") || len(s) > maxHint || strings.Trim(s, " ") != s {
		return s
	}
	if text, ok := translateUnion(s); ok {
		return text
	}
	return s
}

// translateUnion translates one type, or one type and None.
func translateUnion(s string) (text string, ok bool) {
	return translateMembers(splitOutside(s, '|'))
}

// translateMembers translates the members of a union.
func translateMembers(members []string) (text string, ok bool) {
	var types []string
	for _, m := range members {
		if m = strings.Trim(m, " "); m != "None" {
			types = append(types, m)
		}
	}
	switch {
	case len(types) != 1 || len(members) > 2:
		return "", false
	case len(members) == 1:
		return translateOne(types[0])
	}
	text, ok = translateOne(types[0])
	return "*" + strings.TrimPrefix(text, "*"), ok
}

// translateOne translates a type that is not a union. Prefixes of hints may stand before
// it, as in "[]list[str]".
func translateOne(s string) (text string, ok bool) {
	for _, prefix := range []string{"*", "[]", "map[string]"} {
		if rest, found := strings.CutPrefix(s, prefix); found {
			text, ok = translateOne(rest)
			return prefix + text, ok
		}
	}
	outer, args, generic := strings.Cut(s, "[")
	if !generic {
		return s, isWord(s)
	}
	inner, closed := strings.CutSuffix(args, "]")
	if !closed {
		return "", false
	}
	return translateGeneric(strings.TrimPrefix(outer, "typing."), splitOutside(inner, ','))
}

func translateGeneric(outer string, args []string) (text string, ok bool) {
	prefix := ""
	switch {
	case pythonLists[outer] && len(args) == 1:
		prefix = "[]"
	case pythonMaps[outer] && len(args) == 2 && strings.Trim(args[0], " ") == "str":
		prefix = "map[string]"
	case outer == "Optional" && len(args) == 1:
		prefix = "*"
	case outer == "Union":
		return translateMembers(args)
	default:
		return "", false
	}
	text, ok = translateUnion(args[len(args)-1])
	if prefix == "*" {
		text = strings.TrimPrefix(text, "*") // Optional[str | None] is optional once
	}
	return prefix + text, ok
}

// isWord reports whether s is a single name, perhaps with an import path.
func isWord(s string) bool {
	for i := range len(s) {
		if !isWordByte(s[i]) && strings.IndexByte("./~", s[i]) < 0 {
			return false
		}
	}
	return s != ""
}

// splitOutside splits s at each sep that is not in brackets.
func splitOutside(s string, sep byte) (parts []string) {
	depth, start := 0, 0
	for i := range len(s) {
		switch {
		case s[i] == '[':
			depth++
		case s[i] == ']':
			depth--
		case s[i] == sep && depth == 0:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// pythonTypes are types of Python that have no spelling in hints, with what to write
// instead. A package may have types with these names, so the parser accepts them.
var pythonTypes = map[string]string{
	"Decimal": `write "string", which loses no digits`,
	"UUID":    `write "string", or a type such as "github.com/google/uuid.UUID"`,
	"Any":     `write "any"`, "List": `write "[]any"`, "Dict": `write "map[string]any"`,
	"Optional": `write "*string", with the type after the *`,
	"DateTime": `write "time.Time"`, "Date": `write "time.Time"`, "None": `write "*string" for a field that may be absent`,
}

// PythonRemedy returns what to write instead of a type of Python, such as "Decimal" or
// "uuid.UUID", or "".
func PythonRemedy(name string) string { return pythonTypes[name[strings.LastIndexByte(name, '.')+1:]] }
