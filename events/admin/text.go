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
func errorText(err error, hide []string) string {
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
		return clean(text, hide)
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

// clean hides secrets in a text, cuts it, and makes it valid UTF-8.
func clean(text string, hide []string) string {
	if text == "" { // most listeners have not failed
		return ""
	}
	return cut(redactText(cut(text, 2*longest), hide), longest)
}

// cut shortens a text to n bytes at most, and says so.
func cut(text string, n int) string {
	if len(text) > n {
		for n > 0 && !utf8.RuneStart(text[n]) {
			n--
		}
		text = text[:n] + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
