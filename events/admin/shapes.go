package admin

import (
	"maps"
	"regexp"
	"slices"

	"github.com/fastpluggy/eventbus/events"
)

// maxStructs is how many structs of one payload the page shows. The JSON has all.
const maxStructs = 50

// A shownStruct is a struct inside a payload. Each is shown once, at the first place
// where it is used, so that types that contain themselves end.
type shownStruct struct {
	Name   string
	Place  string // names of fields from the payload to it: "lines.product"
	Fields []shownField
}

type shownField struct {
	events.FieldInfo
	Omit bool // JSON leaves it out if it is empty
}

// A shownForm is a named type without fields.
type shownForm struct{ Name, Form string }

// Structs returns the structs inside the payload, level by level.
func (d Declared) Structs() (all []shownStruct) {
	seen := map[string]bool{"": true}
	for next := []shownStruct{{Fields: showFields(events.Shape{Fields: d.Fields})}}; len(next) > 0; next = next[1:] {
		for _, f := range next[0].Fields {
			name, _ := d.Shapes.StructOf(f.FieldInfo)
			if seen[name] {
				continue
			}
			seen[name] = true
			place := f.Name
			if next[0].Place != "" {
				place = next[0].Place + "." + f.Name
			}
			inside := shownStruct{name, place, showFields(d.Shapes[name])}
			next, all = append(next, inside), append(all, inside)
		}
	}
	return all[:min(len(all), maxStructs)]
}

// MoreStructs returns how many structs are not shown.
func (d Declared) MoreStructs() int {
	n := -1 // the payload itself
	for _, s := range d.Shapes {
		if s.Form == "struct" {
			n++
		}
	}
	return max(n-maxStructs, 0)
}

func showFields(s events.Shape) (all []shownField) {
	for _, f := range s.Fields {
		all = append(all, shownField{f, slices.Contains(s.Omit, f.Name)})
	}
	return all
}

// Forms returns the other named types inside the payload, by name.
func (d Declared) Forms() (all []shownForm) {
	for _, name := range slices.Sorted(maps.Keys(d.Shapes)) {
		switch form := d.Shapes[name].Form; form {
		case "struct":
		case "text":
			all = append(all, shownForm{name, "a string"})
		case "json":
			all = append(all, shownForm{name, "any JSON"})
		default:
			all = append(all, shownForm{name, form})
		}
	}
	return all[:min(len(all), maxStructs)]
}

var pathsInTypes = regexp.MustCompile(`[^\[\]*,]*/`)

// shortType leaves out all of an import path but its last part.
func shortType(name string) string { return pathsInTypes.ReplaceAllString(name, "") }
