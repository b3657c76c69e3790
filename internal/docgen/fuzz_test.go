package docgen_test

import (
	"testing"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// FuzzTextIsText holds that a page shows any text as it is, in its place: as one
// paragraph and as one cell, with nothing but our own markup around it.
func FuzzTextIsText(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := docgen.New(docgen.Source{Contracts: &lockfile.File{Topics: []contract.Event{{
			Name: "a.b", Package: auth, GoName: "AB", Description: text,
			Fields: []contract.Field{{Name: "f", GoName: "F", Type: "int", Doc: text}},
		}}}})
		page := render(t, docgen.MarkdownAll(d))
		foreign(t, page)
		paragraphs, cells := paragraph.FindAllStringSubmatch(page, -1), cell.FindAllStringSubmatch(page, -1)
		want, n := docgen.Plain(text), 2 // the path, and who listens
		if want != "" {
			n++
		}
		if len(paragraphs) != n || len(cells) != 10 {
			t.Fatalf("%q makes %d paragraphs and %d cells:\n%s", text, len(paragraphs), len(cells), page)
		}
		if got := read(paragraphs[n-2][1]); want != "" && got != want {
			t.Errorf("the description %q is shown as %q", want, got)
		}
		if got := read(cells[9][1]); got != want {
			t.Errorf("the comment %q is shown as %q", want, got)
		}
	})
}
