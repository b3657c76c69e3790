package add

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layouts are ways to write a list. All but the last two are formatted by gofmt.
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

// In every layout and at every index, the new element is where it belongs, and
// nothing else of the file changes; in a formatted file, gofmt may change white
// space.
func TestElementGoesIntoAnyLayout(t *testing.T) {
	for _, text := range layouts {
		for _, elem := range []string{`{N: "new"}`, "{\n\tN: \"new\",\n\tD: \"// }\",\n}"} {
			src := []byte("package p\n\n" + text + "\nvar after = 1 // }\n")
			l := parseLiteral(t, src)
			for i := range len(l.lit.Elts) + 1 {
				offset, text := l.insertion(i, elem)
				inserted := insertText(src, offset, text)
				got, err := formatIfFormatted(src, inserted)
				if err != nil {
					t.Fatalf("%v:\n%s", err, inserted)
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
	l := &literal{fset: fset, file: &sourceFile{"p.go", src, tree}}
	for id, value := range packageVariables(tree) {
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
		return // the file was not formatted, so it is not formatted now
	}
	if again, _ := format.Source(got); string(again) != string(got) {
		t.Errorf("gofmt changes\n%s", got)
	}
	if !containsInOrder(string(got), strings.Join(strings.Fields(string(src)), "")) {
		t.Errorf("index %d: something of this file is lost:\n%s\nin\n%s", i, src, got)
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

// containsInOrder reports whether many contains all characters of few, in their order.
func containsInOrder(many, few string) bool {
	for _, c := range few {
		i := strings.IndexRune(many, c)
		if i < 0 {
			return false
		}
		many = many[i+len(string(c)):]
	}
	return true
}

// Comments at the end of an element's line stay with the element, and so do
// comments above it.
func TestCommentsStayWithTheirElement(t *testing.T) {
	src := []byte("package p\n\nvar Emits = []T{\n\t// above\n\t{N: \"e0\"}, // behind e0\n\t// above e1\n\t{N: \"e1\"},\n}\n")
	l := parseLiteral(t, src)
	offset, text := l.insertion(1, `{N: "new"}`)
	want := strings.Replace(string(src), "\t// above e1", "\t{N: \"new\"},\n\t// above e1", 1)
	if got := string(insertText(src, offset, text)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
