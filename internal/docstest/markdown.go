// Package docstest reads Markdown files as data: their code blocks, links and
// headings. Its tests check what README.md and the pages in docs say: each program
// is run and its output compared, each command is run or looked up, each link is
// followed.
//
// An HTML comment in the line above a code block says what to do with it. It is
// invisible on the page:
//
//	<!-- file: main.go -->  a file of the module that a reader of the tutorial writes
//	<!-- run -->            commands, run in that module; a text block below is what they print
//	<!-- run: exit 1 -->    the same, and the last of them fails with that code
//	<!-- compile -->        a fragment of Go, compiled and not run
//	<!-- cells -->          above a table: the calls in its cells are compiled
//	<!-- figures -->        above a table: internal/benchmarks writes it, into docs/performance.md too
//	<!-- snippet: x -->     a fragment that internal/benchmarks/migrate compiles and runs
//	<!-- places -->         above a table: the files and names in its cells must exist
//
// A Go block without a comment is a whole program; a text block below is what
// it prints.
package docstest

import (
	"regexp"
	"strings"
)

// A Block is one fenced code block, or one table with a mark.
type Block struct {
	Line int    // of its first line of text, from 1
	Mark string // "file: main.go"; "" if there is none
	Lang string // "go"; "" for a table
	Text string // ends with a newline
}

// Blocks returns the blocks of a file, in order.
func Blocks(md string) (found []Block) {
	lines := strings.SplitAfter(md, "\n")
	mark := ""
	for i := 0; i < len(lines); i++ {
		switch line := strings.TrimSpace(lines[i]); {
		case strings.HasPrefix(line, "```"):
			end := i + 1
			for end < len(lines) && strings.TrimSpace(lines[end]) != "```" {
				end++
			}
			found = append(found, Block{i + 2, mark, line[len("```"):], strings.Join(lines[i+1:end], "")})
			i, mark = end, ""
		case strings.HasPrefix(line, "|") && mark != "":
			end := i
			for end < len(lines) && strings.HasPrefix(lines[end], "|") {
				end++
			}
			found = append(found, Block{i + 1, mark, "", strings.Join(lines[i:end], "")})
			i, mark = end-1, ""
		default:
			mark = markOf(line)
		}
	}
	return found
}

// markOf returns the text of an HTML comment, or "" for any other line.
func markOf(line string) string {
	text, ok := strings.CutPrefix(line, "<!-- ")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(text, " -->")
}

// A Link is one link or picture of a file.
type Link struct{ Text, Target string }

var linkPattern = regexp.MustCompile(`\[([^\]]*)\]\(([^)\s]+)\)`)

var inlineCode = regexp.MustCompile("``.+?``|`[^`]+`")

// Links returns the links outside of code: `New[T]("x")` is not a link. The text of
// a link may be code.
func Links(md string) (found []Link) {
	text := withoutCode(md)
	masked := inlineCode.ReplaceAllStringFunc(text, func(code string) string {
		return strings.NewReplacer("[", "_", "]", "_").Replace(code) // of the same length, so that offsets stay valid
	})
	for _, m := range linkPattern.FindAllStringSubmatchIndex(masked, -1) {
		found = append(found, Link{text[m[2]:m[3]], text[m[4]:m[5]]})
	}
	return found
}

var (
	headingPattern = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	notInAnchor    = regexp.MustCompile(`[^a-z0-9 _-]`)
)

// Anchors returns the names by which a link can refer to a heading.
func Anchors(md string) map[string]bool {
	found := map[string]bool{}
	for _, m := range headingPattern.FindAllStringSubmatch(withoutCode(md), -1) {
		id := notInAnchor.ReplaceAllString(strings.ToLower(m[1]), "")
		found[strings.ReplaceAll(id, " ", "-")] = true
	}
	return found
}

var fencedCode = regexp.MustCompile("(?ms)^```.*?^```$")

// withoutCode returns the file without its code blocks.
func withoutCode(md string) string { return fencedCode.ReplaceAllString(md, "") }
