package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// reportingChecks are all checks but [Ignore], which needs their results.
var reportingChecks = []*analysis.Analyzer{
	Undeclared, Key, Missing, Type, Field, Untyped, Unemitted, Unreturned, Goroutine, Listens, Lock,
}

// Checks returns all checks, in the order in which the manual lists them.
func Checks() []*analysis.Analyzer { return append(slices.Clone(reportingChecks), Ignore) }

// checksURL is the page to which a report's URL refers.
const checksURL = "https://pkg.go.dev/github.com/fastpluggy/eventbus/cmd/evvet/analyzers"

// newCheck makes the analyzer of one check. Its name is the category of its
// reports, the name of its flag, and what a //evvet:ignore comment calls it.
func newCheck(name, doc string, find func(*checkRun)) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       name,
		Doc:        doc,
		URL:        checksURL,
		Requires:   []*analysis.Analyzer{Bus},
		ResultType: reflect.TypeFor[silencedReports](),
		Run: func(pass *analysis.Pass) (any, error) {
			c := &checkRun{busPackage: pass.ResultOf[Bus].(*busPackage), pass: pass}
			if c.usesBus {
				find(c)
			}
			return c.silenced, nil
		},
	}
}

// A checkRun is one check at work on one package. The package is shared with
// the other checks, which run at the same time, so a check only reads it.
type checkRun struct {
	*busPackage
	pass     *analysis.Pass
	silenced silencedReports
}

// silencedReports are the comments that have each kept a check from reporting
// something; [Ignore] reports the comments that are in no such list.
type silencedReports []*ignoreComment

// A finding is a report that a check may make.
type finding struct {
	at      ast.Node
	message string
	fixes   []analysis.SuggestedFix
}

// newFinding makes a finding with a formatted message.
func newFinding(at ast.Node, fixes []analysis.SuggestedFix, format string, args ...any) *finding {
	return &finding{at: at, message: fmt.Sprintf(format, args...), fixes: fixes}
}

// report reports what is wrong with a node.
func (c *checkRun) report(at ast.Node, fixes []analysis.SuggestedFix, format string, args ...any) {
	c.reportFinding(newFinding(at, fixes, format, args...))
}

// reportFinding reports f, unless a comment silences this check there.
func (c *checkRun) reportFinding(f *finding) {
	if comment := c.silencedAt(c.pass.Analyzer.Name, f.at.Pos()); comment != nil {
		c.silenced = append(c.silenced, comment)
		return
	}
	c.pass.Report(analysis.Diagnostic{
		Pos: f.at.Pos(), End: f.at.End(), Category: c.pass.Analyzer.Name,
		Message: f.message, SuggestedFixes: f.fixes,
	})
}

// silencedAt returns the comment that silences a check at a position, or nil.
func (p *busPackage) silencedAt(check string, at token.Pos) *ignoreComment {
	pos := p.Fset.Position(at)
	for _, comment := range p.ignores {
		if comment.check == check && comment.reason != "" && !comment.spaced && comment.line == pos.Line && comment.file == pos.Filename {
			return comment
		}
	}
	return nil
}
