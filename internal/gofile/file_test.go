package gofile_test

import (
	"bytes"
	"go/ast"
	"go/build/constraint"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/gofile"
	"github.com/fastpluggy/eventbus/internal/spec"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// headerRule is how the go command, and everybody, tells generated files.
var headerRule = regexp.MustCompile(`^// Code generated .* DO NOT EDIT\.$`)

func event(description, doc, typ string) *spec.Package {
	parsed, err := typehint.Parse(typ)
	if err != nil {
		return nil
	}
	p := &spec.Package{Path: "example.com/app", Name: "app", Imports: map[string]string{}}
	for t := parsed; t != nil; t = t.Elem {
		if t.Path != "" {
			p.Imports[t.Path] = "pkg"
		}
	}
	p.Events = []*spec.Event{{
		Event:  contract.Event{Name: "user.login", GoName: "UserLogin", Description: description, Fingerprint: "0123456789abcdef"},
		Schema: []*spec.Field{{Field: contract.Field{Name: "field", GoName: "Field", Doc: doc}, Hint: parsed}},
	}}
	return p
}

func TestHeader(t *testing.T) {
	src, err := gofile.File(event("", "", "int"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(src), "\n")
	if !headerRule.MatchString(line) || !spec.IsGenerated(src) {
		t.Errorf("the file begins with %q, which does not mark it as generated", line)
	}
}

// TestDescriptionReachesProgram: what is cleaned for the comment is kept for the catalog.
func TestDescriptionReachesProgram(t *testing.T) {
	const text = "one\n//go:embed x\x00\u202e`\""
	src, err := gofile.File(event(text, text, "int"))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"Description: ", "Doc: "} {
		if want := key + strconv.Quote(text); !bytes.Contains(src, []byte(want)) {
			t.Errorf("the file lacks %s", want)
		}
	}
}

// TestListensReachesProgram: the bus tells what is read from what is emitted.
func TestListensReachesProgram(t *testing.T) {
	p := event("", "", "int")
	for _, listens := range []bool{false, true} {
		if listens {
			p.Events[0].Listens = true
			p.Events, p.Listens = nil, p.Events
		}
		src, err := gofile.File(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"Listens:     true,", "made from its Listens"} {
			if bytes.Contains(src, []byte(text)) != listens {
				t.Errorf("Listens is %v, and %q is there %v:\n%s", listens, text, !listens, src)
			}
		}
	}
}

// FuzzFile holds that no text makes a file that is more than its declarations:
// it parses, is formatted, and its comments stay comments.
func FuzzFile(f *testing.F) {
	for _, text := range []string{
		"Fired after a user has signed in.", "a\n//go:embed x", "\n+build ignore", "\r//line x:1\u2028go:build ignore",
		"*/ func init() {} /*", "`\"+f()", "\x00\xff\ufeff\u202e", "# heading\n\n\t- list\n    code()", "Deprecated: no", "//export x", " +build a\n\n\n// +build b",
	} {
		f.Add(text, text, "*net/netip.Addr")
		f.Add("", text, "[]map[string]Local")
	}
	f.Fuzz(func(t *testing.T, description, doc, typ string) {
		p := event(description, doc, typ)
		if p == nil {
			return
		}
		src, err := gofile.File(p)
		if err != nil {
			t.Fatal(err)
		}
		judge(t, src)
	})
}

func judge(t *testing.T, src []byte) {
	t.Helper()
	again, err := format.Source(src)
	if err != nil || !bytes.Equal(again, src) {
		t.Errorf("gofmt changes the file (%v):\n%s", err, src)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Decls) != 7 { // imports, version, struct, topic, three functions
		t.Errorf("%d declarations, want 7:\n%s", len(file.Decls), src)
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if isDirective(c) {
				t.Errorf("a directive has been planted: %s", c.Text)
			}
		}
	}
}

func isDirective(c *ast.Comment) bool {
	return !strings.HasPrefix(c.Text, "// ") && !strings.HasPrefix(c.Text, "//\t") && c.Text != "//" ||
		constraint.IsPlusBuild(c.Text) || constraint.IsGoBuild(c.Text)
}
