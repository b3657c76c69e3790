package admin

import "github.com/fastpluggy/eventbus/events"

// longestStack is how much of a stack is shown.
const longestStack = 16 << 10

// The errorTexts of a listener are what its last error says, and the stack if
// it panicked. Both may be long, there may be thousands, and most requests show
// few of them: they are redacted and cut when they are shown, once a request.
type errorTexts struct {
	text, stack string
	clean       bool
}

// keepTexts takes the texts out of a listener, so that none can be shown as it is.
func (m *model) keepTexts(at int, l *events.Listening) {
	if l.LastError != "" || l.LastErrorStack != "" {
		m.errors[at] = errorTexts{text: l.LastError, stack: l.LastErrorStack}
		l.LastError, l.LastErrorStack = "", ""
	}
}

// texts returns the texts of a listener's last error as they are shown.
func (m *model) texts(at int) (text, stack string) {
	e, failed := m.errors[at]
	if failed && !e.clean {
		e = errorTexts{m.redactor.clean(e.text), cut(e.stack, longestStack), true}
		m.errors[at] = e
	}
	return e.text, e.stack
}
