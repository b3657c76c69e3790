package typehint

import "strings"

// irregular are plurals that the rules of singular would get wrong.
var irregular = map[string]string{
	"Children": "Child", "Cookies": "Cookie", "Indices": "Index", "Men": "Man", "Movies": "Movie", "News": "News",
	"People": "Person", "Series": "Series", "Species": "Species", "Vertices": "Vertex", "Women": "Woman",
}

// singular names one element of a list: "Line" for "Lines", "OrderAddress" for
// "OrderAddresses". Names that are generated depend on it: it must not change.
func singular(name string) string {
	for many, one := range irregular {
		if before, ok := strings.CutSuffix(name, many); ok {
			return before + one
		}
	}
	for _, rule := range [...]struct{ many, one string }{
		{"ies", "y"},
		{"sses", "ss"},
		{"xes", "x"},
		{"shes", "sh"},
		{"tches", "tch"},
		{"rches", "rch"},
		{"ss", "ss"},
		{"us", "us"},
		{"is", "is"},
		{"s", ""},
	} {
		if before, ok := strings.CutSuffix(name, rule.many); ok && len(before) > 1 {
			return before + rule.one
		}
	}
	return name
}
