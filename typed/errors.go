package typed

import (
	"fmt"
	"reflect"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// An UpcastError says that a payload of an older version could not be converted to
// the newer one, in [Upcast] or [Forward].
type UpcastError struct {
	From, To string // the names of the two events, which may be the same
	Old, New reflect.Type
	Err      error // what the function returned
}

// Error names both events and types, and then the function's own error.
func (e *UpcastError) Error() string {
	return fmt.Sprintf("typed: %q: cannot convert %s to the %s of %q: %s", e.From, e.Old, e.New, e.To, errtext.Inner(e.Err))
}

// Unwrap returns the function's own error.
func (e *UpcastError) Unwrap() error { return e.Err }

// MarshalText returns the error's text, for JSON: as an object, the error that it
// wraps would be {}.
func (e *UpcastError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

// tidyError names the package once in the text of joined errors.
func tidyError(err error) error {
	if err == nil {
		return nil
	}
	return errtext.Tidy("events: ", err)
}
