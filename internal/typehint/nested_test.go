package typehint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// nestText writes structs as "T{a 0; b []TB} TB{c 1}".
func nestText(s *typehint.Struct) string {
	var fields, inside []string
	for _, f := range s.Fields {
		if f.In == nil {
			fields = append(fields, fmt.Sprintf("%s %d", f.Name, f.Key))
			continue
		}
		fields = append(fields, f.Name+" "+f.Type.String())
		inside = append(inside, nestText(f.In))
	}
	return strings.Join(append([]string{s.GoName + "{" + strings.Join(fields, "; ") + "}"}, inside...), " ")
}

func TestNest(t *testing.T) {
	for keys, want := range map[string]string{
		"":                                  "Placed{}",
		"id total":                          "Placed{id 0; total 1}",
		"lines[].sku id lines[].qty":        "Placed{lines []PlacedLine; id 1} PlacedLine{sku 0; qty 2}",
		"address.city address.at.lat":       "Placed{address PlacedAddress} PlacedAddress{city 0; at PlacedAddressAt} PlacedAddressAt{lat 1}",
		"address?.city":                     "Placed{address *PlacedAddress} PlacedAddress{city 0}",
		"by_sku{}.qty":                      "Placed{by_sku map[string]PlacedBySku} PlacedBySku{qty 0}",
		"rows[][].x days?{}[].y":            "Placed{rows [][]PlacedRow; days *map[string][]PlacedDay} PlacedRow{x 0} PlacedDay{y 1}",
		"lines[].taxes[].rate":              "Placed{lines []PlacedLine} PlacedLine{taxes []PlacedLineTax} PlacedLineTax{rate 0}",
		"addresses[].a news[].b ids[].c":    "Placed{addresses []PlacedAddress; news []PlacedNews; ids []PlacedID} PlacedAddress{a 0} PlacedNews{b 1} PlacedID{c 2}",
		"status[].a batches[].b caches.c":   "Placed{status []PlacedStatus; batches []PlacedBatch; caches PlacedCaches} PlacedStatus{a 0} PlacedBatch{b 1} PlacedCaches{c 2}",
		"children[].a entries[].b axes[].c": "Placed{children []PlacedChild; entries []PlacedEntry; axes []PlacedAxe} PlacedChild{a 0} PlacedEntry{b 1} PlacedAxe{c 2}",
		"UserID":                            "Placed{UserID 0}", // of a struct written by hand
	} {
		s, faults := typehint.Nest("Placed", strings.Fields(keys))
		if got := nestText(s); got != want || len(faults) > 0 {
			t.Errorf("%s\ngot  %s %v\nwant %s", keys, got, faults, want)
		}
	}
}

func TestNestRefuses(t *testing.T) {
	for keys, want := range map[string]string{
		"lines[].sku lines.qty": `does not fit beside "lines[].sku", in which "lines" is another type; write both alike`,
		"lines[].sku lines":     `is declared by "lines[].sku" too; remove one`,
		"lines lines[].sku":     `does not fit beside "lines", in which "lines" is another type; write both alike`,
		"a.b a.b":               `is declared by "a.b" too; remove one`,
		"a.b a.b.c":             `does not fit beside "a.b", in which "b" is another type; write both alike`,
		"tags[]":                `ends in "[]", which a hint says: "tags": "[]T"`,
		"a.tags{}[]":            `ends in "{}[]", which a hint says: "a.tags": "map[string][]T"`,
		"a.tag?":                `ends in "?", which a hint says: "a.tag": "*T"`,
		"lines[.sku":            `has the part "lines["; write an optional struct as "lines?", a list of structs as "lines[]", a map as "lines{}"`,
		"lines[]?.sku":          `has the part "lines[]?"; write an optional struct as "lines?", a list of structs as "lines[]", a map as "lines{}"`,
		"lines[0].sku":          `has the part "lines[0]"; write an optional struct as "lines?", a list of structs as "lines[]", a map as "lines{}"`,
		".a":                    `has the part "", which is empty; write one such as "user_id"`,
		"a.":                    `has the part "", which is empty; write one such as "user_id"`,
		"a.B":                   `has the part "B", which begins with 'B'; begin with a lower-case letter, as in "user_id"`,
		"*a.b":                  `has the part "*a", which has '*' at byte 0; allowed are A-Z a-z 0-9 _ -`,
		"line.a lines[].b":      `makes a struct PlacedLine, and so does "line"; rename one of the fields`,
		"a.b.c.d.e.f.g.h.i":     `is nested deeper than 8 levels; declare the inner part as a type of your package`,
		"a..b":                  `has the part "", which is empty; write one such as "user_id"`,
	} {
		all := strings.Fields(keys)
		_, faults := typehint.Nest("Placed", all)
		if len(faults) != 1 || faults[0].Key != len(all)-1 || faults[0].Reason != want {
			t.Errorf("%s\ngot  %v\nwant %s", keys, faults, want)
		}
	}
}

// FuzzNest holds that each key is a field or a fault.
func FuzzNest(f *testing.F) {
	f.Add("lines[].sku lines.qty id a?.b{}.c")
	f.Fuzz(func(t *testing.T, text string) {
		keys := strings.Fields(text)
		s, faults := typehint.Nest("Placed", keys)
		n, names := 0, map[string]bool{}
		for _, one := range append([]*typehint.Struct{s}, structsIn(s)...) {
			if names[one.GoName] {
				t.Errorf("two structs are %s", one.GoName)
			}
			names[one.GoName] = true
			for _, f := range one.Fields {
				if f.In == nil {
					n++
				} else if hint, err := typehint.Parse(f.Type.String()); err != nil || hint.String() != f.Type.String() {
					t.Errorf("%s: %v", f.Type, err)
				}
			}
		}
		if n+len(faults) != len(keys) {
			t.Errorf("of %q, %d are fields and %v are faults", keys, n, faults)
		}
	})
}

func structsIn(s *typehint.Struct) (all []*typehint.Struct) {
	for in := range s.Structs {
		all = append(all, in)
	}
	return all
}
