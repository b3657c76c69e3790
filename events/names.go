package events

import (
	"fmt"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// ValidateName reports whether name is legal: nil, or a *NameError. Names are
// dot-separated segments of letters, digits, _ and -, of at most 255 bytes and 16
// segments. It may be called concurrently.
func ValidateName(name string) error {
	if reason := nameFault(name); reason != "" {
		return &NameError{clip(name), reason}
	}
	return nil
}

// clip shortens a name to 64 bytes: it may come from outside, and must not fill a
// log.
func clip(s string) string { return s[:min(len(s), 64)] }

func nameFault(name string) string { return eventname.NameFault(name) }

// mustName panics if name is no event name, with the method of the caller and the
// remedy.
func mustName(method, name string) {
	reason := nameFault(name)
	if reason == "" {
		return
	}
	remedy := ""
	switch {
	case method == "OnNamespace" && (name == "" || name == "*"):
		remedy = "; to listen to every event use OnAny"
	case method == "OnNamespace":
		remedy = "; a prefix is written without a dot at its end: \"user\" matches \"user.login\""
	}
	panic(fmt.Sprintf("events: %s(%q): %s%s", method, clip(name), reason, remedy))
}

// HasListeners reports whether name has a listener: of the name itself, of a
// namespace above it, or of everything. A listener whose context ([Until]) has ended
// does not count. It takes some 5 ns, and if there are listeners with Until, some
// more for each. An emit without a listener costs about as much, so ask only if the
// payload is expensive to make. For a string that is no name it returns false.
func (b *Bus) HasListeners(name string) bool { return b.engine().Hears(name) }
