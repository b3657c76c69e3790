package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// unseenBySource are edits whose verdict for SOURCE is not the type checker's: it is about
// code that this test does not write, or shapes do not have what has changed.
var unseenBySource = map[string]string{
	"embedding of the same fields": "literals name the embedded struct, but shapes have the fields that JSON has",
	"struct gets a name":           "such a struct is assignable, but not as the element of a list or in a signature",
	"named bytes":                  "shapes have []byte for both",
}

// The type checker agrees with the verdicts for SOURCE. If a change is safe, code that
// uses the fields, structs and constants still compiles. If it breaks, it does not.
func TestSourceVerdictsAgreeWithTheTypeChecker(t *testing.T) {
	judged := 0
	for _, e := range nestedEdits {
		if strings.HasPrefix(e.old+e.new, "import") || strings.Contains(e.new, "import") {
			continue // the standard library is not read here
		}
		use := usesOf(t, e.old)
		if err := typeCheck(e.old, use); err != nil {
			t.Fatalf("%s: %v\n%s", e.name, err, use)
		}
		err := typeCheck(e.new, use)
		switch worst := worstSource(e.want); {
		case unseenBySource[e.name] != "":
		case worst == 'B' && err == nil:
			t.Errorf("%s: SOURCE is to break, but this compiles:\n%s", e.name, use)
		case worst == '-' && err != nil:
			t.Errorf("%s: SOURCE is to be safe, but %v", e.name, err)
		}
		judged++
	}
	if judged < 40 {
		t.Errorf("only %d edits", judged)
	}
}

// usesOf writes code that uses the structs and constants of a source.
func usesOf(t *testing.T, source string) string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "old.go", "package p\n"+source, 0)
	if err != nil {
		t.Fatal(err)
	}
	var use strings.Builder
	use.WriteString("package p\n")
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if s, ok := n.Type.(*ast.StructType); ok && n.TypeParams == nil {
				useFields(&use, n.Name.Name, s)
			} else if types.ExprString(n.Type) == "string" {
				fmt.Fprintf(&use, "var use%[1]s %[1]s = \"\"\n", n.Name.Name)
			}
			return false
		case *ast.ValueSpec:
			for _, name := range n.Names {
				fmt.Fprintf(&use, "const use%[1]s = %[1]s\n", name.Name)
			}
		}
		return true
	})
	return use.String()
}

func useFields(use *strings.Builder, of string, s *ast.StructType) {
	fmt.Fprintf(use, "func use%s(v %[1]s) {\n", of)
	for _, field := range s.Fields.List {
		for _, name := range field.Names {
			fmt.Fprintf(use, "\tvar %[1]s %[2]s = v.%[1]s\n\t_ = %[3]s{%[1]s: %[1]s}\n", name.Name, types.ExprString(field.Type), of)
		}
	}
	use.WriteString("}\n")
}

func typeCheck(source, use string) error {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, text := range []string{"package p\n" + source, use} {
		f, err := parser.ParseFile(fset, "", text, 0)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	_, err := new(types.Config).Check("p", fset, files, nil)
	return err
}

// worstSource returns the worst letter for SOURCE of a row.
func worstSource(want string) (worst byte) {
	worst = '-'
	for row := range strings.SplitSeq(want, "; ") {
		_, letters, _ := strings.Cut(row, " ")
		if letters != "" && (letters[0] == 'B' || worst == '-') {
			worst = letters[0]
		}
	}
	return worst
}
