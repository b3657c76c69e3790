// Package readme reads a Markdown file as data: its code blocks, its links and
// its headings. Its tests hold the README to what it says: each program is run
// and its output compared, each command is run or looked up, each link followed.
//
// An HTML comment in the line above a code block says what to do with it, and
// no reader sees it:
//
//	<!-- file: main.go -->  a file of the module that a reader writes along
//	<!-- run -->            commands, run in that module; a text block below is what they print
//	<!-- run: exit 1 -->    the same, and the last of them fails with that code
//	<!-- compile -->        a fragment of Go, compiled and not run
//	<!-- cells -->          above a table: the calls in its cells are compiled
//	<!-- figures -->        above a table: internal/benchmarks writes it, into docs/performance.md too
//
// A Go block without a comment is a whole program; a text block below is what
// it prints.
package readme

import (
	"regexp"
	"strings"
)

// A Block is one fenced code block, or one table with a mark.
type Block struct {
	Line int    // of its first line of text, from 1
	Mark string // "file: main.go"; "" where there is none
	Lang string // "go"; "" for a table
	Text string // ends with a newline
}

// Blocks returns the blocks of a file in order.
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
			mark = comment(line)
		}
	}
	return found
}

func comment(line string) string {
	text, ok := strings.CutPrefix(line, "<!-- ")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(text, " -->")
}

// A Link is one link or picture of a file.
type Link struct{ Text, Target string }

var link = regexp.MustCompile(`\[([^\]]*)\]\(([^)\s]+)\)`)

// span is inline code.
var span = regexp.MustCompile("``.+?``|`[^`]+`")

// Links returns the links outside of code: `New[T]("x")` is none. The text of a
// link may be code.
func Links(md string) (found []Link) {
	text := prose(md)
	masked := span.ReplaceAllStringFunc(text, func(code string) string {
		return strings.NewReplacer("[", "_", "]", "_").Replace(code) // as long, so that places stay
	})
	for _, m := range link.FindAllStringSubmatchIndex(masked, -1) {
		found = append(found, Link{text[m[2]:m[3]], text[m[4]:m[5]]})
	}
	return found
}

var (
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	noID    = regexp.MustCompile(`[^a-z0-9 _-]`)
)

// Anchors returns the names by which a link may lead to a heading.
func Anchors(md string) map[string]bool {
	found := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(prose(md), -1) {
		id := noID.ReplaceAllString(strings.ToLower(m[1]), "")
		found[strings.ReplaceAll(id, " ", "-")] = true
	}
	return found
}

var fenced = regexp.MustCompile("(?ms)^```.*?^```$")

// prose is the file without its code blocks.
func prose(md string) string { return fenced.ReplaceAllString(md, "") }
