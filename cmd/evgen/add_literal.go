package main

import (
	"bytes"
	"go/ast"
	"go/token"
)

// A literal is how a list stands in its file: the new element follows that.
type literal struct {
	*place
	*source
	lit *ast.CompositeLit
}

// put returns where to write the element that becomes number i, and what.
func (l *literal) put(i int, elem string) (at int, text string) {
	elts := l.lit.Elts
	switch {
	case len(elts) == 0:
		return l.first(elem)
	case l.ownLines():
		in := l.margin(elts[0].Pos())
		return l.lineAfter(i), indent(elem, in, true) + ",\n"
	case i < len(elts):
		return l.offset(elts[i].Pos()), indent(elem, l.margin(elts[i].Pos()), false) + ", "
	}
	last := elts[len(elts)-1].End()
	return l.offset(last), ", " + indent(elem, l.margin(last), false)
}

// first is for a list that is empty but for comments.
func (l *literal) first(elem string) (at int, text string) {
	in := l.margin(l.lit.Lbrace)
	text = indent(elem, in+"\t", true) + ",\n"
	if l.line(l.lit.Lbrace) == l.line(l.lit.Rbrace) {
		return l.offset(l.lit.Rbrace), "\n" + text + in
	}
	return l.start(l.lit.Rbrace), text
}

// ownLines reports whether each element begins on a line of its own.
func (l *literal) ownLines() bool {
	end := l.lit.Lbrace
	for _, e := range l.lit.Elts {
		if l.line(e.Pos()) == l.line(end) {
			return false
		}
		end = e.End()
	}
	return l.line(l.lit.Rbrace) != l.line(end)
}

// lineAfter is where the line begins that follows element i-1 and the comments at
// its end. What comments stand below belong to the next.
func (l *literal) lineAfter(i int) int {
	end := l.lit.Lbrace
	if i > 0 {
		end = l.lit.Elts[i-1].End()
	}
	for _, group := range l.tree.Comments {
		for _, c := range group.List {
			if c.Pos() > end && l.line(c.Pos()) == l.line(end) {
				end = c.End()
			}
		}
	}
	at := l.offset(end)
	return at + bytes.IndexByte(l.text[at:], '\n') + 1
}

// margin is the white space before the line of a position.
func (l *literal) margin(p token.Pos) string {
	line := l.text[l.start(p):]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// start is where the line of a position begins.
func (l *literal) start(p token.Pos) int { return 1 + bytes.LastIndexByte(l.text[:l.offset(p)], '\n') }

func (l *literal) line(p token.Pos) int   { return l.at(p).Line }
func (l *literal) offset(p token.Pos) int { return l.at(p).Offset }
