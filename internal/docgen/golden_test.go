package docgen_test

import (
	"bytes"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// all is every format of a document, by file.
func all(d *docgen.Document) map[string][]byte {
	files := map[string][]byte{
		"document.json": docgen.JSON(d), "chart.mmd": docgen.Mermaid(d), "all.md": docgen.MarkdownAll(d),
		"asyncapi.json": docgen.AsyncAPI(d), "types.ts": docgen.TypeScript(d), "types.json": docgen.JSONSchema(d),
	}
	for _, p := range docgen.Markdown(d) {
		files["pages/"+p.File] = p.Text
	}
	return files
}

func TestFormats(t *testing.T) {
	for name, text := range all(docgen.New(sample())) {
		golden(t, name, text)
	}
	for name, text := range all(docgen.New(shopSource())) {
		golden(t, "shop/"+name, text)
	}
}

// The package's comment is the contract of the JSON, so it names every field.
func TestEveryFieldOfTheJSONIsDocumented(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, typ := range []reflect.Type{
		reflect.TypeFor[docgen.DocumentJSON](), reflect.TypeFor[docgen.Package](), reflect.TypeFor[docgen.ListenedJSON](),
		reflect.TypeFor[docgen.EventJSON](), reflect.TypeFor[docgen.FieldJSON](), reflect.TypeFor[spec.Place](), reflect.TypeFor[docgen.Place](),
		reflect.TypeFor[docgen.TypeJSON](), reflect.TypeFor[docgen.UndeclaredEvent](), reflect.TypeFor[docgen.UnknownCall](), reflect.TypeFor[docgen.EmittedEvent](),
	} {
		for f := range typ.Fields() {
			name, options, tagged := strings.Cut(f.Tag.Get("json"), ",")
			if !f.IsExported() || f.Anonymous {
				continue
			}
			n++
			named := regexp.MustCompile(`\b` + name + `\b`).Match(text)
			if name == "" || !named || tagged && !strings.Contains(string(text), "["+name+"]") {
				t.Errorf("doc.go does not tell of %s %q of %s", options, name, typ)
			}
		}
	}
	if n != 44 {
		t.Errorf("looked at %d fields, want 44", n)
	}
}

func TestNothingAtAll(t *testing.T) {
	for name, text := range all(docgen.New(docgen.Source{Contracts: new(lockfile.File)})) {
		golden(t, "none/"+name, text)
	}
}

func TestTheSameSourceGivesTheSameBytes(t *testing.T) {
	want := all(docgen.New(sample()))
	for range 10 {
		s := sample()
		slices.Reverse(s.Contracts.Topics)
		slices.Reverse(s.Contracts.Listens)
		for name, text := range all(docgen.New(s)) {
			if !bytes.Equal(text, want[name]) {
				t.Fatalf("%s depends on the order of topics:\n%s", name, text)
			}
		}
	}
}

// Page names come from import paths: none leads out of the folder, none takes
// another's or the index's place, on a file system that ignores case either.
func TestPageNames(t *testing.T) {
	s := docgen.Source{Module: "m", Contracts: new(lockfile.File)}
	for _, path := range []string{"m/a/b", "m/a.b", "m/A.b", "m/README", "m/..", "m/x y|<", "m/é", "m"} {
		s.Contracts.Topics = append(s.Contracts.Topics, contract.Event{Name: "a.a", Package: path, GoName: "AA"})
	}
	var got []string
	for _, p := range docgen.Markdown(docgen.New(s)) {
		got = append(got, p.File)
	}
	want := []string{"README.md", "m.md", "...md", "A.b.md", "README_.md", "a.b_.md", "a.b__.md", "x-y--.md", "-.md"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	s.Module = "elsewhere"
	if got := docgen.Markdown(docgen.New(s))[1].File; got != "m.md" {
		t.Errorf("a package of another module has the page %s", got)
	}
}
