package main

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layouts are ways to write a list; each is as gofmt has it, but for the last two.
var layouts = []string{
	"var Emits = []T{}\n",
	"var Emits = []T{\n}\n",
	"var Emits = []T{\n\t// none yet\n}\n",
	"var (\n\ta     = 1\n\tEmits = []T{}\n)\n",
	"var (\n\tEmits = []T{\n\t\t{N: \"e0\"}, // first\n\t\t{N: \"e1\"},\n\t}\n)\n",
	"var Emits = []T{{N: \"e0\"}}\n",
	"var Emits = []T{{N: \"e0\"}, {N: \"e1\"}, {N: \"e2\"}}\n",
	"var Emits = []T{{\n\tN: \"e0\",\n}}\n",
	"var Emits = []T{{\n\tN: \"e0\",\n}, {\n\tN: \"e1\",\n}}\n",
	"var Emits = []T{\n\t{N: \"e0\"}, {N: \"e1\"},\n\t{N: \"e2\"},\n}\n",
	"var Emits = []T{\n\t{N: \"e0\"},\n\t{N: \"e1\"}}\n",
	"var Emits = []T{{N: \"e0\"},\n\t{N: \"e1\"},\n}\n",
	"var Emits = []T{ // head\n\t// about e0\n\t{N: \"e0\"}, // e0\n\n\t// about e1,\n\t// two lines\n\t{N: \"e1\"}, /* e1\n\tstill e1 */\n\t// the end\n}\n",
	"var Emits = []T{\n\t{\n\t\tN: \"e0\",\n\t}, // e0 {\n\t{N: \"e1\"}, // e1 }\n}\n",
	"var Emits = []T{\n\t{N: `e0`}, {N: \"e1\"}, // both\n}\n",
	"var  Emits = []T{\n   { N:\"e0\" } ,\n   { N:\"e1\" },   // e1\n }\n",
	"var Emits = []T{\r\n\t{N: \"e0\"},\r\n\t{N: \"e1\"},\r\n}\r\n",
}

// In whatever way a list is written and wherever the element goes, the list has
// it there, and all that was there is left: byte for byte, or, in a file as gofmt
// has it, but for the white space that gofmt wants.
func TestElementGoesIntoAnyLayout(t *testing.T) {
	for _, text := range layouts {
		for _, elem := range []string{`{N: "new"}`, "{\n\tN: \"new\",\n\tD: \"// }\",\n}"} {
			src := []byte("package p\n\n" + text + "\nvar after = 1 // }\n")
			l := parseLiteral(t, src)
			for i := range len(l.lit.Elts) + 1 {
				at, add := l.put(i, elem)
				got, err := tidy(src, splice(src, at, add))
				if err != nil {
					t.Fatalf("%v:\n%s", err, splice(src, at, add))
				}
				checkLiteral(t, src, got, i)
			}
		}
	}
}

func parseLiteral(t *testing.T, src []byte) *literal {
	t.Helper()
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments)
	if err != nil {
		t.Fatalf("%v:\n%s", err, src)
	}
	l := &literal{place: &place{fset: fset}, source: &source{"p.go", src, tree}}
	for id, value := range variables(tree) {
		if id.Name == "Emits" {
			l.lit = value.(*ast.CompositeLit)
		}
	}
	return l
}

func checkLiteral(t *testing.T, src, got []byte, i int) {
	t.Helper()
	want := slices.Insert(elementNames(t, src), i, "new")
	if names := elementNames(t, got); !slices.Equal(names, want) {
		t.Errorf("the elements are %v, want %v:\n%s", names, want, got)
	}
	clean, err := format.Source(src)
	if err != nil {
		t.Fatal(err)
	}
	if string(clean) != string(src) {
		return // it is an insertion, and nothing is put in order
	}
	if again, _ := format.Source(got); string(again) != string(got) {
		t.Errorf("gofmt changes\n%s", got)
	}
	if !contains(string(got), strings.Join(strings.Fields(string(src)), "")) {
		t.Errorf("number %d: something is lost of\n%s\nin\n%s", i, src, got)
	}
}

func elementNames(t *testing.T, src []byte) (names []string) {
	t.Helper()
	for _, e := range parseLiteral(t, src).lit.Elts {
		value := e.(*ast.CompositeLit).Elts[0].(*ast.KeyValueExpr).Value.(*ast.BasicLit).Value
		name, err := strconv.Unquote(value)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

// contains reports whether all characters of few stand in many, in their order.
func contains(many, few string) bool {
	for _, c := range few {
		i := strings.IndexRune(many, c)
		if i < 0 {
			return false
		}
		many = many[i+len(string(c)):]
	}
	return true
}

// What comments stand at the end of an element's line stay with it, those above
// an element too.
func TestCommentsStayWithTheirElement(t *testing.T) {
	src := []byte("package p\n\nvar Emits = []T{\n\t// above\n\t{N: \"e0\"}, // behind e0\n\t// above e1\n\t{N: \"e1\"},\n}\n")
	l := parseLiteral(t, src)
	at, add := l.put(1, `{N: "new"}`)
	want := strings.Replace(string(src), "\t// above e1", "\t{N: \"new\"},\n\t// above e1", 1)
	if got := string(splice(src, at, add)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Lines that are gone again are told from those of a file that stay.
func TestChanged(t *testing.T) {
	for _, tt := range []struct {
		a, b     string
		from, to int
	}{
		{"", "abc", 1, 3},
		{"abc", "abxc", 3, 3},
		{"abc", "abbc", 3, 3},
		{"abc", "xyabc", 1, 2},
		{"abc", "abcxy", 4, 5},
		{"aac", "axxc", 2, 3},
	} {
		from, to := changed(strings.Split(tt.a, ""), strings.Split(tt.b, ""))
		if got, want := fmt.Sprint(from, to), fmt.Sprint(tt.from, tt.to); got != want {
			t.Errorf("changed(%s, %s) = %s, want %s", tt.a, tt.b, got, want)
		}
	}
}
