package admin

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

const longest = 2 << 10 // of an error's text

// errorText returns what an error says. That is code of the program, which may
// panic or never return: such an error is shown by its type.
func errorText(err error, r *redactor) string {
	if err == nil {
		return ""
	}
	text, _ := errtext.Ask(err, say)
	return r.clean(text)
}

func say(err error) string {
	if p, ok := errors.AsType[*events.PanicError](err); ok {
		if v, plain := plainText(p.Value); plain {
			return "panic: " + v
		}
		return fmt.Sprintf("panic: a %T", p.Value)
	}
	return err.Error()
}

// plainText returns a panic's value where that is a text or an error.
func plainText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case error:
		return v.Error(), true
	}
	return "", false
}

// clean hides secrets in a text, cuts it, and makes it valid UTF-8. It reads
// twice as much as it shows and no more, however long the text is. Cutting first
// shows no half of a secret: what gives one away stands before it, and the
// redactor knows the one exception, a login in an address.
func (r *redactor) clean(text string) string {
	if text == "" { // most listeners have not failed
		return ""
	}
	return cut(r.redactStart(text, 2*longest), longest)
}

// redactStart redacts the first n bytes of a text.
func (r *redactor) redactStart(text string, n int) string {
	start := start(text, n)
	if len(start) == len(text) {
		return r.redact(strings.ToValidUTF8(text, "\uFFFD"), true)
	}
	return r.redact(strings.ToValidUTF8(start, "\uFFFD"), false) + "…"
}

// cut shortens a text to n bytes at most, and says so.
func cut(text string, n int) string {
	if len(text) > n {
		text = start(text, n) + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// start returns the first n bytes of a text, less a rune that would be split.
func start(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
