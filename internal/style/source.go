package style

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A File is a text file of the repository. Syntax is nil unless it is Go.
type File struct {
	Path   string // relative to the root, with slashes
	Text   []byte
	Syntax *ast.File
	Set    *token.FileSet
}

// Room returns the folder of the file.
func (f *File) Room() string { return filepath.ToSlash(filepath.Dir(f.Path)) }

// IsTest reports whether the file is compiled for tests only.
func (f *File) IsTest() bool { return strings.HasSuffix(f.Path, "_test.go") }

// Lines counts the lines of the file.
func (f *File) Lines() int { return bytes.Count(f.Text, []byte("\n")) }

// Files reads the source and the pages below root. It leaves out generated code,
// test data, hidden folders and what npm installs.
func Files(root string) ([]*File, error) {
	var files []*File
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if isSkipped(d.Name()) && path != root {
				return filepath.SkipDir
			}
			return nil
		}
		if !isText(path) {
			return nil
		}
		f, err := readFile(root, path)
		if f != nil {
			files = append(files, f)
		}
		return err
	})
	return files, err
}

// isSkipped reports whether a folder has no text of ours.
func isSkipped(name string) bool {
	return name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".") && name != ".ci"
}

func isText(path string) bool {
	switch filepath.Ext(path) {
	case ".go", ".md", ".html", ".txt", ".js":
		return true
	case "": // scripts
		folder := filepath.Base(filepath.Dir(path))
		return folder == ".ci" || folder == "benchmarks"
	}
	return false
}

// readFile reads one file, or returns nil for generated Go.
func readFile(root, path string) (*File, error) {
	name, err := filepath.Rel(root, path)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f := &File{Path: filepath.ToSlash(name), Text: text}
	if filepath.Ext(path) != ".go" {
		return f, nil
	}
	f.Set = token.NewFileSet()
	f.Syntax, err = parser.ParseFile(f.Set, f.Path, text, parser.ParseComments)
	if err != nil || ast.IsGenerated(f.Syntax) {
		return nil, err
	}
	return f, nil
}
