package contract_test

import (
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/contract"
)

func TestFingerprintFollowsTheShapes(t *testing.T) {
	const types = `
		a.Line{sku string; level a.Level; next *a.Line; up a.Order}
		a.Order{lines []a.Line; by map[a.Level]a.Line}
		a.Level=string`
	const fields = "order a.Order; n int64"
	of := func(shapesText, fieldsText string) string {
		return contract.Fingerprint("flat", "order.placed", fieldsOf(fieldsText), shapes(shapesText))
	}
	want := of(types, fields)
	if len(want) != 16 {
		t.Errorf("it is %q", want)
	}
	for _, flat := range []string{"n int64; at time.Time", "x a.Unknown", ""} {
		if got := of(types, flat); got != "flat" {
			t.Errorf("of the fields %q it is %s", flat, got)
		}
	}
	for name, test := range map[string]struct {
		from, to string
		same     bool
	}{
		"another package":        {"a.", "example.com/b.", true},
		"another name":           {"a.Line", "a.Item", true},
		"another order":          {"sku string; level a.Level", "level a.Level; sku string", true},
		"a named type unrolled":  {"next *a.Line; up", "next *a.Twin; up", true},
		"a field renamed":        {"sku", "id", false},
		"another type":           {"sku string", "sku int", false},
		"a field more":           {"sku string", "sku string; x any", false},
		"one that may be absent": {"sku string", "sku string,omit", false},
		"one that may be nil":    {"up a.Order", "up *a.Order", false},
		"another form":           {"a.Level=string", "a.Level=text", false},
		"a name for a string":    {"level a.Level", "level string", false},
		"another key":            {"map[a.Level]", "map[string]", false},
	} {
		text, twin := strings.ReplaceAll(types, test.from, test.to), "\na.Twin{sku string; level a.Level; next *a.Line; up a.Order}"
		if got := of(text+twin, strings.ReplaceAll(fields, test.from, test.to)); (got == want) != test.same {
			t.Errorf("%s: %s, was %s", name, got, want)
		}
	}
}

// Types that all contain each other have many ways through them.
func TestFingerprintOfManyTypesEnds(t *testing.T) {
	var text strings.Builder
	for i := range 26 {
		text.WriteString("a." + string(rune('A'+i)) + "{")
		for j := range 26 {
			text.WriteString(string(rune('a'+j)) + " a." + string(rune('A'+j)) + "; ")
		}
		text.WriteString("n string}\n")
	}
	one := contract.Fingerprint("", "x", fieldsOf("x a.A"), shapes(text.String()))
	if other := contract.Fingerprint("", "x", fieldsOf("x a.B"), shapes(text.String())); one != other {
		t.Errorf("all are alike, but %s is not %s", one, other)
	}
}
