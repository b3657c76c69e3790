package hint

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxQuoted is how many bytes of foreign text a message repeats.
const maxQuoted = 64

// maxPath is how many bytes of the way into a nested value an error keeps.
const maxPath = 256

// Error says why a type hint, or a Go type that should become one, is refused.
type Error struct {
	Hint   string // as written, or the Go type's own name
	Reason string // why, and what to write instead
}

// Error quotes at most 64 bytes of the hint.
func (e *Error) Error() string {
	return fmt.Sprintf("type hint %s: %s", quote(e.Hint), e.Reason)
}

// ConvertError says that a value is not what was wanted, nor becomes it
// without loss.
type ConvertError struct {
	Want string // the wanted type as a hint: "int64"
	Have string // the type, and where it tells more, the value: "float64 3.5"
	Path string // where inside a nested value: ".home.tags[2]"; empty for the value itself
	Err  error  // what a TextUnmarshaler or a decoder said, or nil
}

// Error names the place, what is wanted there and what was found.
func (e *ConvertError) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("want %s, have %s", e.Want, e.Have)
	}
	return fmt.Sprintf("at %s: want %s, have %s", strings.TrimPrefix(e.Path, "."), e.Want, e.Have)
}

// Unwrap returns the cause, if there is one.
func (e *ConvertError) Unwrap() error { return e.Err }

// quote makes foreign text safe to print: one line, at most 64 bytes of it.
func quote(s string) string { return strconv.Quote(shorten(s, maxQuoted)) }

// shorten cuts s to at most limit bytes and shows that it did. It does not cut
// a character in two.
func shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	cut := limit
	for cut > limit-utf8.UTFMax && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
