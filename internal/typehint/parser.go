package typehint

import (
	"fmt"
	"strings"
)

const (
	maxHint  = 256 // bytes
	maxDepth = 8   // levels of *, [] and map[string]
)

// basics maps the predeclared types of the grammar to their canonical names.
var basics = map[string]string{
	"bool": "bool", "string": "string", "any": "any",
	"int": "int", "int8": "int8", "int16": "int16", "int32": "int32", "int64": "int64",
	"uint": "uint", "uint8": "uint8", "uint16": "uint16", "uint32": "uint32", "uint64": "uint64",
	"float32": "float32", "float64": "float64",
	"byte": "uint8", "rune": "int32", // aliases in Go too
}

// aliases are type names of Python, with the hints that they stand for.
var aliases = map[string]string{
	"str":      "string",
	"float":    "float64",
	"dict":     "map[string]any",
	"list":     "[]any",
	"datetime": "time.Time",
	"bytes":    "[]byte",
}

// Parse reads a hint. Its error is an [*Error]; it takes time proportional to
// 256 bytes at most.
func Parse(s string) (*Type, error) {
	t, fault := parse(s)
	if fault != "" {
		return nil, &Error{Hint: s, Reason: fault}
	}
	return t, nil
}

func parse(s string) (*Type, string) {
	s = fromPython(s)
	if fault := textFault(s); fault != "" {
		return nil, fault
	}
	rest, optional := strings.CutPrefix(s, "*")
	if !optional {
		return parseElem(s, 0)
	}
	t, fault := parseElem(rest, 1)
	if fault != "" {
		return nil, fault
	}
	return &Type{Kind: Optional, Elem: t}, ""
}

func parseElem(s string, depth int) (*Type, string) {
	if depth > maxDepth {
		return nil, fmt.Sprintf("nested deeper than %d levels; name the inner part as a type of your package", maxDepth)
	}
	if rest, ok := strings.CutPrefix(s, "[]"); ok {
		return parseWrapped(List, rest, depth)
	}
	if rest, ok := strings.CutPrefix(s, "map[string]"); ok {
		return parseWrapped(Map, rest, depth)
	}
	if long, ok := aliases[s]; ok {
		return parseElem(long, depth)
	}
	if name, ok := basics[s]; ok {
		return &Type{Kind: Basic, Name: name}, ""
	}
	return parseNamed(s)
}

func parseWrapped(kind Kind, rest string, depth int) (*Type, string) {
	elem, fault := parseElem(rest, depth+1)
	if fault != "" {
		return nil, fault
	}
	return &Type{Kind: kind, Elem: elem}, ""
}

// parseNamed splits at the last dot after the last slash, since both parts of
// "gopkg.in/yaml.v3.Node" have dots of their own.
func parseNamed(s string) (*Type, string) {
	if fault := shapeFault(s); fault != "" {
		return nil, fault
	}
	dot := strings.LastIndexByte(s, '.')
	if dot < strings.LastIndexByte(s, '/') {
		return nil, "has no type after the import path; write it as in \"net/netip.Addr\""
	}
	path, name := "", s
	if dot >= 0 {
		path, name = s[:dot], s[dot+1:]
		if fault := pathFault(path); fault != "" {
			return nil, fault
		}
	}
	if fault := typeNameFault(name, path == ""); fault != "" {
		return nil, fault
	}
	return &Type{Kind: Named, Path: path, Name: name}, ""
}
