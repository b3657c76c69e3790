package errtext

import (
	"strconv"
	"unicode/utf8"
)

// MaxQuoted is how many bytes of foreign text [Quote] repeats.
const MaxQuoted = 64

// Quote makes foreign text safe to print: one line, at most 64 bytes of it.
func Quote(s string) string { return strconv.Quote(Shorten(s, MaxQuoted)) }

// Shorten cuts s to at most limit bytes and marks the cut with an ellipsis. It
// does not cut a character in two.
func Shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > limit-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
