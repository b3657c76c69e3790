package docgen

import (
	"regexp"
	"strings"
	"unicode"
)

// plainText returns s as one line, without control characters and without characters
// that change the direction of the text.
func plainText(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsControl(c), c == '\u2028', c == '\u2029':
			return ' '
		case isHidden(c):
			return -1
		}
		return c
	}, s) // which also replaces invalid UTF-8
	return strings.Join(strings.Fields(s), " ")
}

// isHidden reports whether c is invisible but changes how a text is shown: its
// direction, or the encoding of the file.
func isHidden(c rune) bool { return unicode.Is(unicode.Bidi_Control, c) || c == '\ufeff' }

// markup escapes the characters with a meaning in a line of Markdown, in a cell of a
// table, or in extensions: math, strikethrough, entities.
var markup = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `{`, `\{`, `}`, `\}`, `[`, `\[`, `]`, `\]`,
	`<`, `\<`, `>`, `\>`, `#`, `\#`, `|`, `\|`, `~`, `\~`, `$`, `\$`, `&`, `\&`, `!`, `\!`, `^`, `\^`, `=`, `\=`,
	`:/`, `\:/`, // text that looks like a URL becomes a link without any markup
)

var (
	// A line that begins like this is a list or a heading.
	blockStart = regexp.MustCompile(`^([-+]|\d+[.)])`)
	// Mail addresses become links even if the @ has a backslash, but not in code.
	atSigns   = regexp.MustCompile(`@+`)
	autoLinks = regexp.MustCompile(`(?i)(www|ftp)\.`)
)

// escape returns s as Markdown that is shown as s, in one line.
func escape(s string) string {
	s = markup.Replace(plainText(s))
	s = atSigns.ReplaceAllString(autoLinks.ReplaceAllString(s, `$1\.`), "`$0`")
	if m := blockStart.FindString(s); m != "" {
		s = m[:len(m)-1] + `\` + s[len(m)-1:]
	}
	return s
}

// codeSpan returns s as a code span that may also be in a table.
func codeSpan(s string) string {
	s = strings.ReplaceAll(plainText(s), "|", `\|`)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		s = " " + s + " "
	}
	return fence + s + fence
}
