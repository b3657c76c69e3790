package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// Ignore reports //evvet:ignore comments that are malformed or silence nothing.
// It requires the other checks to know which comments they have used.
var Ignore = &analysis.Analyzer{
	Name: "ignore",
	Doc: `a comment //evvet:ignore without a reason or without effect

It reports a comment that gives no reason, that names a check which does not
exist, or that silences no report, because the line has none or no longer has
one. It also reports a comment that has a space before evvet:ignore and then the
name of a check. Such comments silence nothing.`,
	URL:      checksURL,
	Requires: append([]*analysis.Analyzer{Bus}, reportingChecks...),
	Run: func(pass *analysis.Pass) (any, error) {
		var used silencedReports
		for _, check := range reportingChecks {
			used = append(used, pass.ResultOf[check].(silencedReports)...)
		}
		for _, comment := range pass.ResultOf[Bus].(*busPackage).ignores {
			if fault := ignoreFault(comment, used); fault != "" {
				pass.Report(analysis.Diagnostic{Pos: comment.pos, End: comment.end, Category: pass.Analyzer.Name, Message: fault})
			}
		}
		return nil, nil
	},
}

// ignoreFault says what is wrong with a comment, or "".
func ignoreFault(comment *ignoreComment, used silencedReports) string {
	switch check := comment.check; {
	case comment.spaced && !slices.Contains(checkNames(), check): // it may be a sentence about such comments
	case comment.spaced:
		return "this comment has no effect: there is a space before evvet:ignore; write " + ignorePrefix + " " + check + " reason"
	case check == "":
		return "this comment names no check; write " + ignorePrefix + " CHECK reason"
	case !slices.Contains(checkNames(), check):
		return fmt.Sprintf("there is no check %q; %s", check, didYouMean(check, checkNames()))
	case comment.reason == "":
		return "this comment gives no reason; write " + ignorePrefix + " " + check + " reason"
	case !slices.Contains(used, comment):
		return "the check " + check + " reports nothing here; remove this comment"
	}
	return ""
}

// checkNames returns the names that an //evvet:ignore comment may give.
func checkNames() []string {
	var names []string
	for _, check := range reportingChecks {
		names = append(names, check.Name)
	}
	return names
}

// didYouMean suggests the one of names that was probably meant, or lists all.
func didYouMean(name string, names []string) string {
	if near, ok := eventname.Near(name, names); ok {
		return "did you mean " + near + "?"
	}
	return "the checks are " + strings.Join(names, ", ")
}

// ignorePrefix begins a comment that silences a check.
const ignorePrefix = "//evvet:ignore"

// An ignoreComment is a comment //evvet:ignore CHECK reason.
type ignoreComment struct {
	pos, end token.Pos
	file     string
	line     int // the line on which the check is silenced
	check    string
	reason   string // a comment without one silences nothing
	spaced   bool   // it has white space after //, and silences nothing
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
				if text, spaced, ok := cutIgnorePrefix(c.Text); ok {
					all = append(all, p.newIgnoreComment(file, group, c, text, spaced))
				}
			}
		}
	}
	return all
}

// cutIgnorePrefix returns what follows //evvet:ignore in a comment, and whether
// there is white space after the slashes.
func cutIgnorePrefix(comment string) (text string, spaced, ok bool) {
	unspaced := "//" + strings.TrimLeft(strings.TrimPrefix(comment, "//"), " \t")
	spaced = unspaced != comment
	text, ok = strings.CutPrefix(unspaced, ignorePrefix)
	ok = ok && (text == "" || strings.ContainsAny(text[:1], " \t"))
	return text, spaced, ok
}

func (p *sourcePackage) newIgnoreComment(file *ast.File, group *ast.CommentGroup, c *ast.Comment, text string, spaced bool) *ignoreComment {
	comment := &ignoreComment{pos: c.Pos(), end: c.End(), spaced: spaced}
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
