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
	pattern     *regexp.Regexp
	instead     string
	ofSentences bool // a heading may break it
}

// rulesFile quotes every word that the rules are about.
const rulesFile = "internal/style/words.go"

func word(pattern, instead string) rule {
	return rule{regexp.MustCompile(`(?i)\b(?:` + pattern + `)\b`), instead, false}
}

// rules are the habits that well-known Go projects do not have; see CONTRIBUTING.md.
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
	word(`(?:it|that|this|which|what|they|these) (?:is|are) no (?:[a-km-z]|l[a-np-z]|lo[a-mo-z])[a-z]*`, "is not a"), // "is no longer" may stay
	word(`thereof|therein|whereupon|wherein|hitherto`, "a plain word"),
	{regexp.MustCompile(`; else\b|, else (?:the|it|a|an)\b|(?:^|\. )Else\b`), "otherwise", false},
	{regexp.MustCompile(`(?:^|[.:;] )(?:Who|What) [^?]*$|(?:^|[.:;] )(?:Who|What) [^?.]*\.`), "a caller that ..., the ... that", true},
}

// A Remark is a line that breaks a rule.
type Remark struct {
	Path    string
	Line    int
	Found   string
	Instead string
}

// String formats the remark as a compiler formats an error.
func (r Remark) String() string {
	return fmt.Sprintf("%s:%d: %q: write %s", r.Path, r.Line, r.Found, r.Instead)
}

// quotedWord is a name, such as a value in JSON, and no prose.
var quotedWord = regexp.MustCompile(`"[^" ]+"`)

// Words judges the prose of a file. In Go that is the comments and, except in
// tests, the string literals; in JavaScript and shell scripts the comments; in
// other files all text outside code. The file of the rules is exempt.
func Words(f *File) []Remark {
	if f.Path == rulesFile {
		return nil
	}
	var all []Remark
	for _, p := range f.prose() {
		text := quotedWord.ReplaceAllString(strings.Join(strings.Fields(p.text), " "), `""`)
		for _, r := range rules {
			if r.ofSentences && p.isHeading() {
				continue
			}
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

// isHeading reports whether the passage is one short line that is not a sentence,
// such as "What changes:" above a list.
func (p passage) isHeading() bool {
	line := strings.TrimSpace(p.text)
	return strings.HasPrefix(line, "#") ||
		!strings.Contains(line, "\n") && !strings.HasSuffix(line, ".") && len(strings.Fields(line)) <= 8
}

func (f *File) prose() []passage {
	switch {
	case f.Syntax != nil:
		return append(f.comments(), f.literals()...)
	case filepath.Ext(f.Path) == ".js":
		return f.commentLines("//")
	case filepath.Ext(f.Path) == "":
		return f.commentLines("#")
	}
	return paragraphs(string(f.Text))
}

// commentLines returns the comments of a file that is not Go: the lines that begin
// with mark. Lines below each other are one passage.
func (f *File) commentLines(mark string) []passage {
	var text strings.Builder
	for line := range strings.Lines(string(f.Text)) {
		comment, ok := strings.CutPrefix(strings.TrimSpace(line), mark)
		if ok {
			text.WriteString(strings.TrimSpace(comment))
		}
		text.WriteByte('\n')
	}
	return paragraphs(text.String())
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

// literals returns the string literals with more than one word: others are names, of
// fields in JSON for example.
func (f *File) literals() (all []passage) {
	if f.IsTest() {
		return nil
	}
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && strings.Contains(text, " ") {
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
		if strings.HasPrefix(line, "#") {
			all, open = append(all, passage{i + 1, line}), false
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
