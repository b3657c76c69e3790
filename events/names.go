package events

import (
	"fmt"

	"github.com/fastpluggy/eventbus/internal/hint"
)

// ValidateName reports whether name is legal: nil, or a *NameError. Names are
// dot-separated segments of letters, digits, _ and -, of at most 255 bytes and
// 16 segments.
func ValidateName(name string) error {
	if reason := nameFault(name); reason != "" {
		return &NameError{clip(name), reason}
	}
	return nil
}

// clip keeps hostile input out of logs.
func clip(s string) string { return s[:min(len(s), 64)] }

func nameFault(name string) string { return hint.NameFault(name) }

func mustName(method, name string) {
	reason := nameFault(name)
	if reason == "" {
		return
	}
	remedy := ""
	switch {
	case method == "OnNamespace" && (name == "" || name == "*"):
		remedy = "; to hear everything use OnAny"
	case method == "OnNamespace":
		remedy = "; a prefix is written without a dot at its end: \"user\" hears \"user.login\""
	}
	panic(fmt.Sprintf("events: %s(%q): %s%s", method, clip(name), reason, remedy))
}

// HasListeners reports whether anybody hears name: listeners of the name itself,
// of a namespace above it, or of everything. It takes some 5 ns. An emit that
// nobody hears costs about as much, so ask only if the payload is expensive to
// make. A string that is no name has none.
func (b *Bus) HasListeners(name string) bool { return b.engine().Hears(name) }
