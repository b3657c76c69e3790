package admin

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fastpluggy/eventbus/events"
)

const (
	longest = 2 << 10                // of an error's text
	ponder  = 100 * time.Millisecond // that an error may take to say what it is
)

// pondering bounds how many errors may be thinking at once, those included
// that never say anything.
var pondering = make(chan struct{}, 8)

// errorText returns what an error says. That is code of the program, which may
// panic or never return: such an error is shown by its type.
func errorText(err error, r *redactor) string {
	if err == nil {
		return ""
	}
	select {
	case pondering <- struct{}{}:
	default:
		return fmt.Sprintf("%T", err)
	}
	said := make(chan string, 1)
	go func() {
		defer func() { <-pondering }()
		said <- say(err)
	}()
	select {
	case text := <-said:
		return r.clean(text)
	case <-time.After(ponder):
		return fmt.Sprintf("%T, which does not say what it is", err)
	}
}

func say(err error) (text string) {
	defer func() {
		if recover() != nil {
			text = fmt.Sprintf("%T, which panics when asked", err)
		}
	}()
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
