package style

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
	"unicode"
)

// The limits of size, in lines. Most files and functions are much shorter.
const (
	MaxFileLines     = 280
	MaxFunctionLines = 51
)

// Figures are the sums of one room, without its tests.
type Figures struct {
	Files, Lines, CommentLines int

	LongestFile     int
	LongestFunction int

	Oversized []string // files and functions over the limits

	Functions        int // unexported ones, with methods
	OneWordFunctions int
	Types            int // unexported ones
	OneWordTypes     int

	Exported     int
	Undocumented []string // exported names without a comment
}

// Measure adds f to the figures.
func (s *Figures) Measure(f *File) {
	s.Files++
	s.Lines += f.Lines()
	s.LongestFile = max(s.LongestFile, f.Lines())
	s.limit(f.Path, f.Lines(), MaxFileLines)
	for _, group := range f.Syntax.Comments {
		s.CommentLines += f.lineOf(group.End()) - f.lineOf(group.Pos()) + 1
	}
	for _, d := range f.Syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			s.measureFunction(f, d)
		case *ast.GenDecl:
			s.measureDeclaration(f, d)
		}
	}
}

// limit notes what has more lines than it may have.
func (s *Figures) limit(what string, lines, most int) {
	if lines > most {
		s.Oversized = append(s.Oversized, fmt.Sprintf("%s has %d lines, at most %d are allowed", what, lines, most))
	}
}

func (s *Figures) measureFunction(f *File, d *ast.FuncDecl) {
	lines, name := f.lineOf(d.End())-f.lineOf(d.Pos())+1, d.Name.Name
	s.LongestFunction = max(s.LongestFunction, lines)
	s.limit(f.Path+": "+name, lines, MaxFunctionLines)
	switch {
	case d.Name.IsExported():
		if d.Recv == nil || isExportedReceiver(d.Recv.List[0].Type) {
			s.document(f, name, d.Doc)
		}
	case name == "main" || name == "init" || name == "_":
	default:
		s.Functions++
		if IsOneWord(name) {
			s.OneWordFunctions++
		}
	}
}

func (s *Figures) measureDeclaration(f *File, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			s.measureType(f, d, spec)
		case *ast.ValueSpec:
			for _, n := range spec.Names {
				if n.IsExported() {
					s.document(f, n.Name, d.Doc, spec.Doc, spec.Comment)
				}
			}
		}
	}
}

func (s *Figures) measureType(f *File, d *ast.GenDecl, spec *ast.TypeSpec) {
	if spec.Name.IsExported() {
		s.document(f, spec.Name.Name, d.Doc, spec.Doc)
		return
	}
	s.Types++
	if IsOneWord(spec.Name.Name) {
		s.OneWordTypes++
	}
}

// document counts an exported name, and notes it if it has no comment. It leaves out
// programs, whose names no other package can use.
func (s *Figures) document(f *File, name string, comments ...*ast.CommentGroup) {
	if f.Syntax.Name.Name == "main" {
		return
	}
	s.Exported++
	for _, c := range comments {
		if c != nil {
			return
		}
	}
	s.Undocumented = append(s.Undocumented, f.Path+": "+name)
}

// IsOneWord reports whether a name has no second word, as in "run".
func IsOneWord(name string) bool {
	return !strings.ContainsFunc(name[1:], unicode.IsUpper)
}

func (f *File) lineOf(pos token.Pos) int { return f.Set.Position(pos).Line }

func isExportedReceiver(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.StarExpr:
		return isExportedReceiver(x.X)
	case *ast.IndexExpr:
		return isExportedReceiver(x.X)
	case *ast.IndexListExpr:
		return isExportedReceiver(x.X)
	case *ast.Ident:
		return x.IsExported()
	}
	return false
}
