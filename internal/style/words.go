package style

import (
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A rule is a word or a pattern that plain technical English does without.
type rule struct {
	pattern *regexp.Regexp
	instead string
}

func word(pattern, instead string) rule {
	return rule{regexp.MustCompile(`(?i)\b(?:` + pattern + `)\b`), instead}
}

// rules are the habits that no Go project of renown has; see CONTRIBUTING.md.
var rules = []rule{
	word(`somebody|anybody|nobody|someone else's affair`, "a caller, a listener, no listener"),
	word(`whoever|whomever`, "the caller that, the first that"),
	word(`anew`, "again"),
	word(`in vain`, "without success"),
	word(`for good`, "permanently"),
	word(`meanwhile`, "during that time"),
	word(`hearers?`, "listener"),
	word(`seldom`, "rarely"),
	word(`lest`, "so that ... not"),
	word(`dear|dearer|dearest`, "expensive"),
	word(`save (?:for|that|the|where|one)`, "except"),
	word(`(?:is|are|was|were|be) told of`, "reports, is notified"),
	word(`tells nobody`, "reports nothing"),
	word(`mend|mends|mended|mending`, "fix"),
	word(`where (?:there|no|nobody|somebody|none|that|nothing|they|he|she)`, "if, when"),
	word(`such a one|such ones`, "say which"),
	word(`thereof|therein|whereupon|wherein|hitherto`, "a plain word"),
	{regexp.MustCompile(`; else\b|, else (?:the|it|a|an)\b|(?:^|\. )Else\b`), "otherwise"},
	{regexp.MustCompile(`(?:^|[.:;] )(?:Who|What) [^?]*$|(?:^|[.:;] )(?:Who|What) [^?.]*\.`), "a caller that ..., the ... that"},
}

// A Remark is a line that breaks a rule.
type Remark struct {
	Path    string
	Line    int
	Found   string
	Instead string
}

func (r Remark) String() string {
	return fmt.Sprintf("%s:%d: %q: write %s", r.Path, r.Line, r.Found, r.Instead)
}

// Words judges the prose of a file: of Go the comments and, except in tests, the
// string literals; of other files all text outside code.
func Words(f *File) []Remark {
	var all []Remark
	for _, p := range f.prose() {
		text := strings.Join(strings.Fields(p.text), " ")
		for _, r := range rules {
			for _, found := range r.pattern.FindAllString(text, -1) {
				all = append(all, Remark{f.Path, p.line + lineWithin(p.text, found), clip(found), r.instead})
			}
		}
	}
	return all
}

// A passage is a paragraph with the line that it begins on.
type passage struct {
	line int
	text string
}

func (f *File) prose() []passage {
	switch {
	case f.Syntax != nil:
		return append(f.comments(), f.literals()...)
	case filepath.Ext(f.Path) == ".js":
		return nil
	}
	return paragraphs(string(f.Text))
}

func (f *File) comments() (all []passage) {
	for _, group := range f.Syntax.Comments {
		line := f.lineOf(group.Pos())
		for _, p := range paragraphs(group.Text()) {
			all = append(all, passage{line + p.line - 1, p.text})
		}
	}
	return all
}

func (f *File) literals() (all []passage) {
	if f.IsTest() {
		return nil
	}
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil {
				all = append(all, passage{f.lineOf(n.Pos()), text})
			}
		}
		return true
	})
	return all
}

// paragraphs splits text at empty lines, and leaves out code: what is indented or
// fenced.
func paragraphs(text string) (all []passage) {
	fenced, open := false, false
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "```") {
			fenced, open = !fenced, false
			continue
		}
		if fenced || strings.TrimSpace(line) == "" || strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "    ") {
			open = false
			continue
		}
		if !open {
			all, open = append(all, passage{line: i + 1}), true
		}
		all[len(all)-1].text += line + "\n"
	}
	return all
}

// lineWithin returns how many lines below the start of text found begins.
func lineWithin(text, found string) int {
	first, _, _ := strings.Cut(found, " ")
	return strings.Count(text[:max(0, strings.Index(text, first))], "\n")
}

func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
