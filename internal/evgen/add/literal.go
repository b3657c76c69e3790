package add

import (
	"bytes"
	"go/ast"
	"go/token"
)

// A literal knows the layout of a list in its file, which a new element follows: if
// each element has its own lines, the new one gets its own, otherwise it is added
// to the line of its neighbor. The text of the file is changed, not the syntax
// tree, because printing a tree would move comments and reformat other code.
type literal struct {
	fset *token.FileSet
	file *sourceFile
	lit  *ast.CompositeLit
}

// insertion returns the text to insert for a new element with the index i, and
// the offset at which to insert it.
func (l *literal) insertion(i int, elem string) (offset int, text string) {
	elts := l.lit.Elts
	switch {
	case len(elts) == 0:
		return l.firstInsertion(elem)
	case l.hasOwnLines():
		return l.lineAfterElement(i - 1), indentLines(elem, l.margin(elts[0].Pos())) + ",\n"
	case i < len(elts):
		return l.offset(elts[i].Pos()), indentFollowing(elem, l.margin(elts[i].Pos())) + ", "
	}
	end := elts[len(elts)-1].End()
	return l.offset(end), ", " + indentFollowing(elem, l.margin(end))
}

// firstInsertion is the insertion into a list that has no elements, but may have
// comments.
func (l *literal) firstInsertion(elem string) (offset int, text string) {
	margin := l.margin(l.lit.Lbrace)
	text = indentLines(elem, margin+"\t") + ",\n"
	if l.line(l.lit.Lbrace) == l.line(l.lit.Rbrace) {
		return l.offset(l.lit.Rbrace), "\n" + text + margin
	}
	return l.lineStart(l.lit.Rbrace), text
}

// hasOwnLines reports whether each element begins on a line of its own.
func (l *literal) hasOwnLines() bool {
	end := l.lit.Lbrace
	for _, e := range l.lit.Elts {
		if l.line(e.Pos()) == l.line(end) {
			return false
		}
		end = e.End()
	}
	return l.line(l.lit.Rbrace) != l.line(end)
}

// lineAfterElement returns the offset of the line after element i and the comments
// that end its last line; i is -1 for the line after the opening brace. Comments
// on the following lines belong to the next element.
func (l *literal) lineAfterElement(i int) int {
	end := l.lit.Lbrace
	if i >= 0 {
		end = l.lit.Elts[i].End()
	}
	for _, group := range l.file.tree.Comments {
		for _, c := range group.List {
			if c.Pos() > end && l.line(c.Pos()) == l.line(end) {
				end = c.End()
			}
		}
	}
	offset := l.offset(end)
	return offset + bytes.IndexByte(l.file.text[offset:], '\n') + 1
}

// margin returns the white space at the beginning of a position's line.
func (l *literal) margin(p token.Pos) string {
	line := l.file.text[l.lineStart(p):]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// lineStart returns the offset at which a position's line begins.
func (l *literal) lineStart(p token.Pos) int {
	return 1 + bytes.LastIndexByte(l.file.text[:l.offset(p)], '\n')
}

func (l *literal) line(p token.Pos) int { return l.fset.PositionFor(p, false).Line }

func (l *literal) offset(p token.Pos) int { return l.fset.PositionFor(p, false).Offset }
