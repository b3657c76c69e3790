package main

import (
	"bytes"
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
)

// writePages makes a folder of pages what it should be, and touches nothing in it
// that people wrote. Nothing changes before all is known to be ours.
func writePages(dir string, pages []docgen.Page, stdout io.Writer) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	gone, err := ownPages(dir)
	if err != nil {
		return err
	}
	var changes []change
	for _, p := range pages {
		c, err := pageChange(filepath.Join(dir, p.File), p.Text, gone[p.File])
		if err != nil {
			return err
		}
		delete(gone, p.File)
		changes = append(changes, c...)
	}
	for _, name := range slices.Sorted(maps.Keys(gone)) {
		changes = append(changes, change{path: filepath.Join(dir, name), name: filepath.Join(dir, name)})
	}
	return apply(stdout, changes)
}

// ownPages are the names of the pages in a folder that evgen docs wrote.
func ownPages(dir string) (map[string]bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, e := range entries {
		if !e.Type().IsRegular() || !strings.HasSuffix(e.Name(), ".md") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		line, _, _ := strings.Cut(string(text), "\n")
		if strings.TrimSuffix(line, "\r") == docgen.Header {
			own[e.Name()] = true
		}
	}
	return own, nil
}

// pageChange is none where the page is as it should be.
func pageChange(path string, text []byte, own bool) ([]change, error) {
	_, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case !own:
		return nil, fmt.Errorf("%s is in the way: evgen docs did not write it; move it, or choose another folder for -o", path)
	}
	return docChange(path, text)
}

func docChange(path string, text []byte) ([]change, error) {
	c := change{path: path, name: path, new: text, mode: 0o644}
	old, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []change{c}, nil
	case err != nil:
		return nil, err
	case bytes.Equal(old, text):
		return nil, nil
	}
	if info, err := os.Stat(path); err == nil {
		c.mode = info.Mode().Perm()
	}
	return []change{c}, nil
}

// writeDoc writes the file that was asked for, whatever it had before.
func writeDoc(path string, text []byte, stdout io.Writer) error {
	switch info, err := os.Stat(path); {
	case err != nil: // docChange looks again
	case info.IsDir():
		return fmt.Errorf("%s is a folder; give -o the name of a file, as in -o %s", path, filepath.Join(path, "events.json"))
	case !info.Mode().IsRegular():
		return os.WriteFile(path, text, 0o644) // a pipe or a device is not replaced
	}
	changes, err := docChange(path, text)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return apply(stdout, changes)
}
