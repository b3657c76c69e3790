package contract_test

import (
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// shapes reads "app.Line{sku string; qty *int64; tags []string,omit}" and
// "app.Level=string", one a line.
func shapes(lines string) contract.Shapes {
	all := contract.Shapes{}
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if name, form, ok := strings.Cut(line, "="); ok {
			all[name] = &contract.Shape{Name: name, Form: form}
		}
		if name, fields, ok := strings.Cut(line, "{"); ok {
			all[name] = &contract.Shape{Name: name, Form: contract.FormStruct, Fields: fieldsOf(strings.TrimSuffix(fields, "}"))}
		}
	}
	return all
}

func fieldsOf(text string) (fields []contract.Field) {
	for f := range strings.SplitSeq(text, "; ") {
		if name, typ, ok := strings.Cut(f, " "); ok {
			typ, omit := strings.CutSuffix(typ, ",omit")
			fields = append(fields, contract.Field{Name: name, Type: typ, Omit: omit})
		}
	}
	return fields
}

func TestMisfits(t *testing.T) {
	const emitter = `
		shop.Line{sku string; qty int32; note *string; at time.Time; level shop.Level}
		shop.Level=string
		shop.Tree{name string; children []*shop.Tree}
		shop.Lines=[]shop.Line
		shop.ID=text
		shop.Line.total=text`
	const have = "id int64; lines []shop.Line; best *shop.Line; tree shop.Tree; all shop.Lines; by_sku map[string]shop.Line; raw encoding/json.RawMessage; point [2]float64; host net/netip.Addr; id2 shop.ID; total shop.Line.total; names map[string]string; numbers map[int]string"
	for name, test := range map[string]struct{ shapes, fields, want string }{
		"a part of it":                {"my.Line{sku string; qty int64}", "lines []my.Line", ""},
		"a field is not there":        {"my.Line{sku string; amount int64}", "lines []my.Line", "lines[].amount int64 "},
		"an optional one":             {"my.Line{sku string; amount *int64}", "lines []my.Line", ""},
		"one that may be left out":    {"my.Line{sku string; amount int64,omit}", "lines []my.Line", ""},
		"too small":                   {"my.Line{sku string; qty int8}", "lines []my.Line", "lines[].qty int8 int32"},
		"it may be nil":               {"my.Line{note string}", "lines []my.Line", "lines[].note string *string lack"},
		"in a map":                    {"my.Line{qty bool}", "by_sku map[string]my.Line", "by_sku[].qty bool int32"},
		"through a named list":        {"my.Line{qty bool}", "all []my.Line", "all[].qty bool int32"},
		"a tree":                      {"my.Node{name string; children []my.Node}", "tree my.Node", ""},
		"a tree of something else":    {"my.Node{name int; children []my.Node}", "tree my.Node", "tree.name int string"},
		"an optional struct":          {"my.Line{sku string}", "best my.Line", "best my.Line *shop.Line lack"},
		"a list is no struct":         {"my.Line{sku string}", "lines my.Line", "lines my.Line []shop.Line"},
		"a struct as a map":           {"", "lines []map[string]any", ""},
		"a map as a struct":           {"my.A{a *string; b string,omit}", "names my.A", ""},
		"a map promises no key":       {"my.A{a string}", "names my.A", "names.a string *string lack"},
		"nor has it other keys":       {"my.A{a *string}", "numbers my.A", "numbers my.A map[int]string"},
		"a struct has no numbers":     {"", "lines []map[int]any", "lines[] map[int]any shop.Line"},
		"a struct as a map of text":   {"", "best *map[string]string", "best.qty string int32; best.at string time.Time"},
		"a named string":              {"my.Line{level string}", "lines []my.Line", ""},
		"a string with a name":        {"my.Line{level my.Kind}\nmy.Kind=string", "lines []my.Line", ""},
		"raw JSON":                    {"", "raw []byte", "raw []byte encoding/json.RawMessage"},
		"anything":                    {"", "lines any; tree any", ""},
		"an array as a list":          {"", "point []float64", ""},
		"another array":               {"", "point [3]float64", "point [3]float64 [2]float64"},
		"a time is no string":         {"my.Line{at string}", "lines []my.Line", "lines[].at string time.Time"},
		"a text as a string":          {"", "host string; id2 string", ""},
		"a text as another":           {"my.ID=text", "id2 my.ID; host my.ID", ""},
		"a type that is not known":    {"", "lines []my.Line", ""},
		"the emitter's own":           {"", "lines []shop.Line", ""},
		"a number in a text":          {"", "total int64", ""},
		"another of that name":        {"shop.Line{sku int}", "lines []shop.Line", "lines[].sku int string"},
		"a type that contains itself": {"my.A=my.B\nmy.B=my.A", "tree my.A", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, m := range contract.Misfits(&contract.Event{Fields: fieldsOf(test.fields), Shapes: shapes(test.shapes)},
				&contract.Event{Fields: fieldsOf(have), Shapes: shapes(emitter)}) {
				text := m.Path + " " + m.Want + " " + m.Have
				if m.MayLack {
					text += " lack"
				}
				got = append(got, text)
			}
			if text := strings.Join(got, "; "); text != test.want {
				t.Errorf("got  %s\nwant %s", text, test.want)
			}
		})
	}
}

// Types that all contain each other have many ways through them.
func TestMisfitsOfManyTypesEnd(t *testing.T) {
	event := func(pkg, last string) *contract.Event {
		var text strings.Builder
		for i := range 20 {
			text.WriteString(pkg + string(rune('A'+i)) + "{")
			for j := range 20 {
				text.WriteString(string(rune('a'+j)) + " " + pkg + string(rune('A'+j)) + "; ")
			}
			text.WriteString("last " + last + "}\n")
		}
		return &contract.Event{Fields: fieldsOf("x " + pkg + "A"), Shapes: shapes(text.String())}
	}
	if got := contract.Misfits(event("my.", "string"), event("shop.", "string")); len(got) > 0 {
		t.Errorf("they are alike, but %v", got)
	}
	if got := contract.Misfits(event("my.", "string"), event("shop.", "int")); len(got) == 0 || len(got) > 200 {
		t.Errorf("found %d", len(got))
	}
}

func TestTypesAreReadAsTheyAreWritten(t *testing.T) {
	for _, text := range []string{
		"int64", "*string", "[]byte", "[]*shop.Line", "map[string][]shop.Line", "map[int64]shop.Level", "[16]uint8",
		"example.com/shop.Page[example.com/shop.Item]", "map[shop.Key[shop.A]][2][]*shop.Page[map[string]shop.B]",
	} {
		typ, err := contract.ParseType(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := typ.String(); got != text {
			t.Errorf("%s is written as %s", text, got)
		}
	}
	for _, text := range []string{"", "*", "[]", "map[string]", "map[string", "[x]int", "[]]", "int]"} {
		if typ, err := contract.ParseType(text); err == nil {
			t.Errorf("%q is read as %s", text, typ)
		}
	}
}

func TestReachable(t *testing.T) {
	s := shapes("a.A{b []a.B; t time.Time}\na.B=map[string]a.C\na.C{a *a.A}\na.D{x int}")
	var got []string
	for _, shape := range s.Reachable(fieldsOf("x *a.A; y int")) {
		got = append(got, shape.Name)
	}
	if want := "a.A a.B a.C"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
