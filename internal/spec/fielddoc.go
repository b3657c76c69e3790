package spec

import (
	"go/ast"
	"go/token"
	"strings"
)

// fieldDocs are the comments on fields of structs, by the places of their names. They
// are read file by file, when the first field of a file is asked for. The standard
// library counts as without comments, since they differ between versions of Go; and the
// file that evgen wrote does, since it repeats the comments of the declaration.
type fieldDocs struct {
	checker *packageChecker
	files   map[*token.File]*ast.File
	read    map[*token.File]bool
	docs    map[token.Pos]string
}

func newFieldDocs(c *packageChecker) *fieldDocs {
	return &fieldDocs{checker: c, read: map[*token.File]bool{}, docs: map[token.Pos]string{}}
}

// of returns the comment on a field.
func (d *fieldDocs) of(field token.Pos) string {
	at := d.checker.fset.File(field)
	if d.files == nil {
		d.files = d.checker.filesByPosition()
	}
	if f := d.files[at]; f != nil && !d.read[at] {
		d.read[at] = true
		ast.Inspect(f, d.visit)
	}
	return d.docs[field]
}

func (d *fieldDocs) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return false // its types are not those of payloads
	case *ast.StructType:
		for _, f := range n.Fields.List {
			d.add(f)
		}
	}
	return true
}

func (d *fieldDocs) add(f *ast.Field) {
	text := strings.TrimSpace(strings.TrimSpace(f.Doc.Text()) + "\n" + strings.TrimSpace(f.Comment.Text()))
	if text == "" {
		return
	}
	for _, name := range f.Names {
		d.docs[name.Pos()] = text
	}
}

// filesByPosition are the parsed files of all packages but the standard library's.
func (c *packageChecker) filesByPosition() map[*token.File]*ast.File {
	files := map[*token.File]*ast.File{}
	for path, p := range c.parsed {
		if l := c.listed[path]; l == nil || l.Standard {
			continue
		}
		for _, f := range p.files {
			files[c.fset.File(f.FileStart)] = f
		}
	}
	return files
}
