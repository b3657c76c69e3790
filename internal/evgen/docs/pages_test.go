package docs

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/docgen"
)

// writeDirectory writes files to a new directory and returns it.
func writeDirectory(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func readDirectory(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(text)
	}
	return files
}

func page(text string) string { return docgen.Header + "\n" + text }

// New pages are written, pages of packages that are gone are removed, and files
// that evgen docs did not write are kept.
func TestPagesOfADirectory(t *testing.T) {
	dir := writeDirectory(t, map[string]string{
		"same.md": page("same"), "old.md": page("old"), "gone.md": page("gone"),
		"crlf.md": strings.ReplaceAll(page("gone"), "\n", "\r\n"),
		"hand.md": "by hand", "gone.txt": page("no page"),
	})
	var out bytes.Buffer
	err := writePages(dir, []docgen.Page{
		{File: "same.md", Text: []byte(page("same"))},
		{File: "old.md", Text: []byte(page("new"))},
		{File: "more.md", Text: []byte(page("more"))},
	}, &out)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"same.md": page("same"), "old.md": page("new"), "more.md": page("more"),
		"hand.md": "by hand", "gone.txt": page("no page"),
	}
	if d := cmp.Diff(want, readDirectory(t, dir)); d != "" {
		t.Errorf("the directory has other files (-want +got):\n%s", d)
	}
	printed := strings.ReplaceAll(out.String(), dir+string(filepath.Separator), "")
	if want := "evgen: wrote old.md\nevgen: wrote more.md\nevgen: removed crlf.md\nevgen: removed gone.md\n"; printed != want {
		t.Errorf("printed:\n%s\nwant:\n%s", printed, want)
	}
}

// A file in the way of one page leaves all files as they are.
func TestPageInTheWay(t *testing.T) {
	files := map[string]string{"hand.md": "by hand", "gone.md": page("gone")}
	dir := writeDirectory(t, files)
	err := writePages(dir, []docgen.Page{
		{File: "new.md", Text: []byte(page("new"))},
		{File: "hand.md", Text: []byte(page("new"))},
	}, &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "hand.md exists and evgen docs did not write it; ") {
		t.Errorf("writePages returns %v", err)
	}
	if d := cmp.Diff(files, readDirectory(t, dir)); d != "" {
		t.Errorf("files have changed (-want +got):\n%s", d)
	}
}
