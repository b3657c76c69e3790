package vet

import (
	"go/ast"
	"go/token"
	"strings"
)

// ignorePrefix begins a comment that silences a check.
const ignorePrefix = "//evvet:ignore"

// An ignoreComment is a comment //evvet:ignore CHECK reason.
type ignoreComment struct {
	pos, end token.Pos
	file     string
	line     int // the line on which the check is silenced
	check    string
	reason   string // a comment without one silences nothing
}

// ignoreComments returns the //evvet:ignore comments of the files that are
// judged.
func ignoreComments(p *sourcePackage) []*ignoreComment {
	var all []*ignoreComment
	for _, file := range p.Files {
		if !p.isJudged(file) {
			continue
		}
		for _, group := range file.Comments {
			for _, c := range group.List {
				if text, ok := strings.CutPrefix(c.Text, ignorePrefix); ok && (text == "" || strings.ContainsAny(text[:1], " \t")) {
					all = append(all, p.newIgnoreComment(file, group, c, text))
				}
			}
		}
	}
	return all
}

func (p *sourcePackage) newIgnoreComment(file *ast.File, group *ast.CommentGroup, c *ast.Comment, text string) *ignoreComment {
	comment := &ignoreComment{pos: c.Pos(), end: c.End()}
	comment.file, comment.line = p.ignoredLine(file, group, c)
	if words := strings.Fields(text); len(words) > 0 {
		comment.check, comment.reason = words[0], strings.Join(words[1:], " ")
	}
	return comment
}

// ignoredLine returns the line that a comment is about: its own if there is code
// before it, and otherwise the one after the comments that it is among.
func (p *sourcePackage) ignoredLine(file *ast.File, group *ast.CommentGroup, c *ast.Comment) (string, int) {
	pos := p.Fset.Position(c.Pos())
	if p.hasCodeBefore(file, c) {
		return pos.Filename, pos.Line
	}
	return pos.Filename, p.Fset.Position(group.End()).Line + 1
}

// hasCodeBefore reports whether a line has code before a comment.
func (p *sourcePackage) hasCodeBefore(file *ast.File, c *ast.Comment) bool {
	line := p.Fset.File(c.Pos()).Line(c.Pos())
	start := p.Fset.File(c.Pos()).LineStart(line)
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		}
		begins := start <= n.Pos() && n.Pos() < c.Pos()
		ends := start < n.End() && n.End() <= c.Pos()
		found = found || begins || ends
		return !found && n.Pos() < c.Pos()
	})
	return found
}
