package docgen

import (
	"regexp"
	"strings"
	"unicode"
)

// plainText returns s as one line: no control characters, nothing that changes the
// direction of what follows.
func plainText(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsControl(c), c == '\u2028', c == '\u2029':
			return ' '
		case isHidden(c):
			return -1
		}
		return c
	}, s) // which makes valid UTF-8 of everything
	return strings.Join(strings.Fields(s), " ")
}

// isHidden reports whether c is not seen but changes what is: the direction of
// writing, or the encoding of the file.
func isHidden(c rune) bool { return unicode.Is(unicode.Bidi_Control, c) || c == '\ufeff' }

// markup are the characters that mean something within a line of Markdown, in a
// cell of a table, or to those who extend it: math, strikethrough, entities.
var markup = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `{`, `\{`, `}`, `\}`, `[`, `\[`, `]`, `\]`,
	`<`, `\<`, `>`, `\>`, `#`, `\#`, `|`, `\|`, `~`, `\~`, `$`, `\$`, `&`, `\&`, `!`, `\!`, `^`, `\^`, `=`, `\=`,
	`:/`, `\:/`, // what looks like an address becomes a link without any markup
)

var (
	// A line that begins like this is a list or a heading.
	opening = regexp.MustCompile(`^([-+]|\d+[.)])`)
	// Mail addresses become links even where the @ has a backslash, but not where
	// it is code.
	ats = regexp.MustCompile(`@+`)
	www = regexp.MustCompile(`(?i)(www|ftp)\.`)
)

// escape returns s as a text that Markdown shows as it is, as far as one line can.
func escape(s string) string {
	s = markup.Replace(plainText(s))
	s = ats.ReplaceAllString(www.ReplaceAllString(s, `$1\.`), "`$0`")
	if m := opening.FindString(s); m != "" {
		s = m[:len(m)-1] + `\` + s[len(m)-1:]
	}
	return s
}

// codeSpan returns s as a code span that may stand in a table too.
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
