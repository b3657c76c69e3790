package docgen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// JSON writes the document in the shape that the package's comment gives.
func JSON(d *Document) []byte { return encodeJSON(d) }

// The types that end in JSON have that shape. It must not change, so it is kept
// apart from the model, which may.
type listenedJSON struct {
	Name   string      `json:"name"`
	From   []string    `json:"from,omitempty"`
	Needs  []fieldJSON `json:"needs,omitempty"`
	Places []Place     `json:"places"`
}

type eventJSON struct {
	Name        string      `json:"name"`
	Package     string      `json:"package"`
	GoName      string      `json:"go"`
	Fingerprint string      `json:"fingerprint"`
	Description string      `json:"description,omitempty"`
	Declared    *spec.Place `json:"declared,omitempty"`
	Fields      []fieldJSON `json:"fields"`
	HeardBy     []string    `json:"heard_by"`
}

type fieldJSON struct {
	Name        string `json:"name"`
	GoName      string `json:"go"`
	Type        string `json:"type"`
	Optional    bool   `json:"optional,omitempty"`
	Description string `json:"description,omitempty"`
}

type typeJSON struct {
	Name        string            `json:"name"`
	Form        string            `json:"form"`
	Description string            `json:"description,omitempty"`
	Fields      []fieldJSON       `json:"fields,omitempty"`
	Values      []json.RawMessage `json:"values,omitempty"`
}

// documentJSON is the whole document.
type documentJSON struct {
	Version    int                `json:"version"`
	Packages   []*Package         `json:"packages"`
	Events     []*Event           `json:"events"`
	Undeclared []*UndeclaredEvent `json:"undeclared,omitempty"`
	Unknown    []UnknownCall      `json:"unknown,omitempty"`
	Types      []typeJSON         `json:"types,omitempty"`
}

// MarshalJSON writes a documentJSON.
func (d *Document) MarshalJSON() ([]byte, error) {
	out := documentJSON{d.Version, d.Packages, d.Events, d.Undeclared, d.Unknown, nil}
	for _, name := range slices.Sorted(maps.Keys(d.shapes)) {
		shape := d.shapes[name]
		t := typeJSON{Name: shape.Name, Form: shape.Form, Description: shape.Doc, Fields: fieldsJSON(shape.Fields)}
		for _, v := range shape.Values {
			if isJSON(v) {
				t.Values = append(t.Values, json.RawMessage(v))
			}
		}
		out.Types = append(out.Types, t)
	}
	return json.Marshal(out)
}

// MarshalJSON writes a listenedJSON.
func (h *ListenedEvent) MarshalJSON() ([]byte, error) {
	return json.Marshal(listenedJSON{h.Name, h.From, fieldsJSON(h.Needs), h.Places})
}

// MarshalJSON writes an eventJSON.
func (e *Event) MarshalJSON() ([]byte, error) {
	return json.Marshal(eventJSON{e.Name, e.Package, e.GoName, e.Fingerprint, e.Description, e.Declared, fieldsJSON(e.Fields), e.Listeners})
}

func fieldsJSON(list []contract.Field) []fieldJSON {
	all := []fieldJSON{}
	for _, f := range list {
		all = append(all, fieldJSON{f.Name, f.GoName, f.ValueType(), f.IsOptional(), f.Doc})
	}
	return all
}

// encodeJSON indents, and escapes markup of HTML and invisible characters, because
// documents are put into pages. The values are strings, numbers, lists and maps, so
// encoding can't fail.
func encodeJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return []byte(escapeHidden(b.String()))
}

// escapeHidden escapes invisible characters in strings of JSON; the encoder escapes the
// other controls.
func escapeHidden(text string) string {
	var out strings.Builder
	for _, c := range text {
		if c == '\x7f' || isHidden(c) {
			fmt.Fprintf(&out, "\\u%04x", c)
		} else {
			out.WriteRune(c)
		}
	}
	return out.String()
}
