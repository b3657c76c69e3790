package admin

import (
	"strings"
	"unicode/utf8"
)

// cleanText hides the secrets of a text, cuts it, and makes it valid UTF-8. It
// reads twice as many bytes as it shows, however long the text is. Cutting it
// before redaction shows no half of a secret: the text before a secret is what
// marks it, with one exception that the redactor knows, a login in an address.
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

// cutText shortens a text to at most n bytes and appends an ellipsis if it did.
func cutText(text string, n int) string {
	if len(text) > n {
		text = firstBytes(text, n) + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// firstBytes returns the first n bytes of a text, without a rune that would be
// split.
func firstBytes(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
