package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Fingerprint returns flat, the fingerprint that an event has by its hints alone, if
// its fields lead to no shape. Otherwise it returns 16 other digits, which stand for
// the shapes too: for the names that JSON has, for types and for forms. They do not
// depend on import paths, Go names, comments, constants or the order of fields, so that
// an identical type may move. typehint.Fingerprint makes flat.
func Fingerprint(flat, event string, fields []Field, shapes Shapes) string {
	reached := shapes.Reachable(fields)
	if len(reached) == 0 {
		return flat
	}
	d := &shapeDigest{of: map[string]string{}}
	for _, s := range reached {
		d.of[s.Name] = "" // all are alike at first
	}
	for before := 0; before < d.classes(); {
		before = d.classes()
		d.refine(reached)
	}
	return digest(fmt.Sprintf("2 %q\n", event) + d.fields(fields))[:16] // the version of this format
}

// A shapeDigest tells shapes apart by their structure. Types may contain themselves, so
// it goes in rounds: each round knows one level more, until no two shapes that were
// alike differ.
type shapeDigest struct{ of map[string]string } // by names of types

func (d *shapeDigest) refine(shapes []*Shape) {
	next := map[string]string{}
	for _, s := range shapes {
		text := s.Form
		switch {
		case s.Form == FormStruct:
			text += "\n" + d.fields(s.Fields)
		case !isWord(s.Form):
			text = "=" + d.typeText(s.Form)
		}
		next[s.Name] = digest(text)
	}
	d.of = next
}

func (d *shapeDigest) classes() int {
	return len(slices.Compact(slices.Sorted(maps.Values(d.of))))
}

func (d *shapeDigest) fields(fields []Field) string {
	var lines []string
	for _, f := range fields {
		line := fmt.Sprintf("%q %s", f.Name, d.typeText(f.Type))
		if f.Omit {
			line += " omit"
		}
		lines = append(lines, line+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// typeText writes a type with the digests of the shapes instead of their names.
func (d *shapeDigest) typeText(text string) string {
	t, err := ParseType(text)
	if err != nil {
		return text
	}
	return d.renamed(t).String()
}

func (d *shapeDigest) renamed(t *Type) *Type {
	if t == nil {
		return nil
	}
	r := *t
	if sum, known := d.of[t.Name]; known && t.Kind == Named {
		r.Name = "#" + sum
	}
	r.Key, r.Elem = d.renamed(t.Key), d.renamed(t.Elem)
	return &r
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
