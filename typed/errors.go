package typed

import (
	"fmt"
	"reflect"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// An UpcastError says that a payload of an older version did not become one of
// the newer, in [Upcast] or [Forward].
type UpcastError struct {
	From, To string // the names of the two events, which may be the same
	Old, New reflect.Type
	Err      error // what the function returned
}

func (e *UpcastError) Error() string {
	return fmt.Sprintf("typed: %q: a %s does not become the %s of %q: %s", e.From, e.Old, e.New, e.To, errtext.Inner(e.Err))
}

// Unwrap returns the function's own error.
func (e *UpcastError) Unwrap() error { return e.Err }

// MarshalText returns the error's text, for JSON: in an object, what it wraps
// would be {}.
func (e *UpcastError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// tidyError names the package once in joined errors.
func tidyError(err error) error {
	if err == nil {
		return nil
	}
	return errtext.Tidy("events: ", err)
}
