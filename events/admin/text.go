package admin

import (
	"strings"
	"unicode/utf8"
)

// cleanText hides secrets in a text, cuts it, and makes it valid UTF-8. It reads
// twice as much as it shows and no more, however long the text is. Cutting first
// shows no half of a secret: what gives one away stands before it, and the
// redactor knows the one exception, a login in an address.
func (r *redactor) cleanText(text string) string {
	if text == "" { // most listeners have not failed
		return ""
	}
	return cutText(r.redactStart(text, 2*maxErrorText), maxErrorText)
}

// redactStart redacts the first n bytes of a text.
func (r *redactor) redactStart(text string, n int) string {
	start := firstBytes(text, n)
	if len(start) == len(text) {
		return r.redact(strings.ToValidUTF8(text, "\uFFFD"), true)
	}
	return r.redact(strings.ToValidUTF8(start, "\uFFFD"), false) + "…"
}

// cutText shortens a text to n bytes at most, and says so.
func cutText(text string, n int) string {
	if len(text) > n {
		text = firstBytes(text, n) + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// firstBytes returns the first n bytes of a text, less a rune that would be split.
func firstBytes(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
