package gofile

import (
	"strings"
	"unicode"
)

// sentence joins the beginning of a sentence with the author's description, if there is
// one.
func sentence(subject, description string) string {
	if strings.TrimSpace(description) == "" {
		return subject + "."
	}
	return subject + ": " + description
}

// writeComment writes text as comment lines. Each begins with "// ", so none is a
// directive. Invisible characters are left out, so that the text is what it looks like.
func (w *filePrinter) writeComment(text string) {
	lines := strings.FieldsFunc(text, breaksLine)
	for _, l := range lines {
		l = strings.TrimSpace(strings.Map(visibleRune, l))
		if rest, ok := strings.CutPrefix(l, "+build"); ok {
			l = "+ build" + rest // a directive in spite of any space before it; gofmt would carry it to the top
		}
		if l != "" {
			w.line("// %s", l)
		}
	}
}

func breaksLine(c rune) bool {
	switch c {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

func visibleRune(c rune) rune {
	switch {
	case unicode.IsSpace(c):
		return ' '
	case c == unicode.ReplacementChar || !unicode.IsPrint(c):
		return -1
	}
	return c
}
