package convert

import (
	"fmt"
	"strings"
)

// maxPath is how many bytes of the path into a nested value an error keeps.
const maxPath = 256

// Error says that a value is not of the wanted type and does not convert to it without
// loss.
type Error struct {
	Want string // the wanted type as a hint: "int64"
	Have string // the type, and the value if it helps: "float64 3.5"
	Path string // the place inside a nested value, such as ".home.tags[2]"; empty for the value itself
	Err  error  // of a TextUnmarshaler or a decoder, or nil
}

// Error names the place, what is wanted there and what was found.
func (e *Error) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("want %s, have %s", e.Want, e.Have)
	}
	return fmt.Sprintf("at %s: want %s, have %s", strings.TrimPrefix(e.Path, "."), e.Want, e.Have)
}

// Unwrap returns the cause, if there is one.
func (e *Error) Unwrap() error { return e.Err }
