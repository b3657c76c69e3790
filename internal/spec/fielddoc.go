package spec

import (
	"go/ast"
	"go/token"
	"strings"
)

// fieldDocs are the comments on types and on fields of structs, by the places of their
// names. They are read file by file, when the first name of a file is asked for. The
// standard library counts as without comments, since they differ between versions of Go;
// and the file that evgen wrote does, since it repeats the comments of the declaration.
type fieldDocs struct {
	checker *packageChecker
	files   map[*token.File]*ast.File
	read    map[*token.File]bool
	docs    map[token.Pos]string
}

func newFieldDocs(c *packageChecker) *fieldDocs {
	return &fieldDocs{checker: c, read: map[*token.File]bool{}, docs: map[token.Pos]string{}}
}

// of returns the comment on a field or a type.
func (d *fieldDocs) of(name token.Pos) string {
	at := d.checker.fset.File(name)
	if d.files == nil {
		d.files = d.checker.filesByPosition()
	}
	if f := d.files[at]; f != nil && !d.read[at] {
		d.read[at] = true
		ast.Inspect(f, d.visit)
	}
	return d.docs[name]
}

func (d *fieldDocs) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return false // its types are not those of payloads
	case *ast.GenDecl:
		if len(n.Specs) == 1 && !n.Lparen.IsValid() {
			d.addType(n.Specs[0], n.Doc)
		}
	case *ast.TypeSpec:
		d.addType(n, n.Doc)
	case *ast.StructType:
		for _, f := range n.Fields.List {
			d.add(strings.TrimSpace(f.Doc.Text())+"\n"+strings.TrimSpace(f.Comment.Text()), f.Names...)
		}
	}
	return true
}

// addType adds the first paragraph of a comment.
func (d *fieldDocs) addType(spec ast.Spec, doc *ast.CommentGroup) {
	if t, ok := spec.(*ast.TypeSpec); ok && doc != nil {
		text, _, _ := strings.Cut(doc.Text(), "\n\n")
		d.add(text, t.Name)
	}
}

func (d *fieldDocs) add(text string, names ...*ast.Ident) {
	for _, name := range names {
		d.docs[name.Pos()] = strings.TrimSpace(text)
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
