package admin

import (
	"errors"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

const (
	maxErrorText = 2 << 10  // bytes of an error's text that are shown
	maxStack     = 16 << 10 // bytes of a stack that are shown
)

// errorText returns what an error says. Its Error method belongs to the program,
// and may panic or never return: then the error is shown by its type.
func errorText(err error, r *redactor) string {
	if err == nil {
		return ""
	}
	text, _ := errtext.ReadWith(err, readError)
	return r.cleanText(text)
}

func readError(err error) string {
	if p, ok := errors.AsType[*events.PanicError](err); ok {
		if v, plain := plainText(p.Value); plain {
			return "panic: " + v
		}
		return fmt.Sprintf("panic: a %T", p.Value)
	}
	return err.Error()
}

// plainText returns the value of a panic if it is a string or an error.
func plainText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case error:
		return v.Error(), true
	}
	return "", false
}

// errorTexts are what a listener's last error says, and the stack if it panicked.
// Both may be long, there may be thousands, and most requests show few of them. So
// they are redacted and cut when they are shown, once per request.
type errorTexts struct {
	text, stack string
	clean       bool
}

// keepErrorTexts moves the texts out of a listener, so that they cannot be shown
// unredacted.
func (snap *snapshot) keepErrorTexts(at int, l *events.ListenerInfo) {
	if l.LastError != "" || l.LastErrorStack != "" {
		snap.errors[at] = errorTexts{text: l.LastError, stack: l.LastErrorStack}
		l.LastError, l.LastErrorStack = "", ""
	}
}

// errorTextsOf returns the texts of a listener's last error, as shown.
func (snap *snapshot) errorTextsOf(at int) (text, stack string) {
	e, failed := snap.errors[at]
	if failed && !e.clean {
		e = errorTexts{snap.redactor.cleanText(e.text), cutText(e.stack, maxStack), true}
		snap.errors[at] = e
	}
	return e.text, e.stack
}
