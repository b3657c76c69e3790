package typehint

import (
	"fmt"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// Error says why a type hint, or a Go type that should become one, is refused.
type Error struct {
	Hint   string // as written, or the Go type's own name
	Reason string // why, and what to write instead
}

// Error quotes at most 64 bytes of the hint.
func (e *Error) Error() string {
	return fmt.Sprintf("type hint %s: %s", errtext.Quote(e.Hint), e.Reason)
}
