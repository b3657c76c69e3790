package admin

import (
	"errors"
	"fmt"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const (
	maxErrorText     = 2 << 10                // of an error's text
	errorTextTimeout = 100 * time.Millisecond // that an error may take to say what it is
)

// errorTextSlots bounds how many errors may be thinking at once, those included
// that never say anything.
var errorTextSlots = make(chan struct{}, 8)

// errorText returns what an error says. That is code of the program, which may
// panic or never return: such an error is shown by its type.
func errorText(err error, r *redactor) string {
	if err == nil {
		return ""
	}
	select {
	case errorTextSlots <- struct{}{}:
	default:
		return fmt.Sprintf("%T", err)
	}
	said := make(chan string, 1)
	go func() {
		defer func() { <-errorTextSlots }()
		said <- readError(err)
	}()
	select {
	case text := <-said:
		return r.cleanText(text)
	case <-time.After(errorTextTimeout):
		return fmt.Sprintf("%T, which does not say what it is", err)
	}
}

func readError(err error) (text string) {
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

// maxStack is how much of a stack is shown.
const maxStack = 16 << 10

// The errorTexts of a listener are what its last error says, and the stack if
// it panicked. Both may be long, there may be thousands, and most requests show
// few of them: they are redacted and cut when they are shown, once a request.
type errorTexts struct {
	text, stack string
	clean       bool
}

// keepErrorTexts takes the texts out of a listener, so that none can be shown as it is.
func (m *snapshot) keepErrorTexts(at int, l *events.Listening) {
	if l.LastError != "" || l.LastErrorStack != "" {
		m.errors[at] = errorTexts{text: l.LastError, stack: l.LastErrorStack}
		l.LastError, l.LastErrorStack = "", ""
	}
}

// errorTextsOf returns the texts of a listener's last error as they are shown.
func (m *snapshot) errorTextsOf(at int) (text, stack string) {
	e, failed := m.errors[at]
	if failed && !e.clean {
		e = errorTexts{m.redactor.cleanText(e.text), cutText(e.stack, maxStack), true}
		m.errors[at] = e
	}
	return e.text, e.stack
}
