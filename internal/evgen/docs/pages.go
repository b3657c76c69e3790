package docs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/evgen/change"
)

// writePages writes the pages to a directory, and removes its other pages that
// evgen docs has written.
func writePages(dir string, pages []docgen.Page, stdout io.Writer) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files, err := planPages(dir, pages)
	if err != nil {
		return err
	}
	return change.Apply(stdout, files)
}

// planPages returns the changes of a directory. It plans all pages before one is
// written, so that a page in the way of one leaves all as they are.
func planPages(dir string, pages []docgen.Page) (files []*change.File, err error) {
	generated, err := generatedPages(dir)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		f, err := planPage(filepath.Join(dir, p.File), p.Text, generated[p.File])
		if err != nil {
			return nil, err
		}
		if f != nil {
			files = append(files, f)
		}
		delete(generated, p.File)
	}
	for _, name := range slices.Sorted(maps.Keys(generated)) {
		path := filepath.Join(dir, name)
		files = append(files, &change.File{Path: path, Name: path})
	}
	return files, nil
}

// generatedPages returns the names of the pages in a directory that evgen docs has
// written.
func generatedPages(dir string) (map[string]bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	generated := map[string]bool{}
	for _, e := range entries {
		if !e.Type().IsRegular() || !strings.HasSuffix(e.Name(), ".md") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		if hasHeader(text) {
			generated[e.Name()] = true
		}
	}
	return generated, nil
}

// hasHeader reports whether the first line of a page is that of generated pages.
func hasHeader(text []byte) bool {
	line, _, _ := strings.Cut(string(change.PlainText(text)), "\n")
	return line == docgen.Header
}

// planPage returns nil if the page is up to date. It returns an error if the file
// exists and is not generated.
func planPage(path string, text []byte, generated bool) (*change.File, error) {
	_, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case !generated:
		return nil, fmt.Errorf("%s exists and evgen docs did not write it; move it, or choose another directory for -o", path)
	}
	return change.PlanNamed(path, text)
}
