package vet

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fastpluggy/eventbus/internal/hint"
)

// Ignore reports //evvet:ignore comments that are malformed or silence nothing.
// It requires the other checks to know which comments they have used.
var Ignore = &analysis.Analyzer{
	Name: "ignore",
	Doc: `a comment //evvet:ignore without a reason or without effect

It reports a comment that gives no reason, that names a check which does not
exist, or that silences no report, because the line has none or no longer has
one. Such a comment silences nothing.`,
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
	if near, ok := hint.Near(name, names); ok {
		return "did you mean " + near + "?"
	}
	return "the checks are " + strings.Join(names, ", ")
}
