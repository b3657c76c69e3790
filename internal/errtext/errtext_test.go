package errtext_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

type nilError struct{ text string }

func (e *nilError) Error() string { return e.text }

func TestInner(t *testing.T) {
	for want, err := range map[string]error{
		"closed":                errors.New("events: closed"),
		"save: closed":          fmt.Errorf("save: %w", errors.New("events: closed")),
		"a: b: c":               errors.New("events: a: events: b: typed: c"),
		"a\nb\nc":               errors.New("a\nevents: b\nevents: typed: c"),
		"gave up (closed)":      errors.New("gave up (events: closed)"),
		"twice":                 errors.New("events: events: twice"),
		"dial: host: not found": errors.New("dial: host: not found"),
		"of events: three":      errors.New("of events: three"),
		"<nil>":                 (*nilError)(nil),
	} {
		if got := errtext.Inner(err); got != want {
			t.Errorf("%q becomes %q, want %q", err, got, want)
		}
	}
	if got := errtext.Inner(nil); got != "<nil>" {
		t.Errorf("nil is %q", got)
	}
}

func TestJoin(t *testing.T) {
	a, b := errors.New("events: a"), fmt.Errorf("b: %w", io.EOF)
	for want, err := range map[string]error{
		"events: a\nb: EOF\na": errtext.Join("events: ", nil, a, b, a),
		"events: b: EOF\na":    errtext.Tidy("events: ", errors.Join(b, a)),
		"b: EOF":               errtext.Join("events: ", b),
		"events: a":            errtext.Tidy("events: ", a),
		"host: x\ny":           errtext.Join("host: ", errors.New("host: x"), errors.New("host: y")),
	} {
		if err.Error() != want {
			t.Errorf("says %q, want %q", err, want)
		}
	}
	if err := errtext.Join("events: ", a, b); !errors.Is(err, a) || !errors.Is(err, io.EOF) {
		t.Error("errors.Is does not find what is joined")
	}
	if errtext.Join("events: ", nil) != nil || errtext.Join("events: ") != nil || errtext.Tidy("events: ", nil) != nil {
		t.Error("nothing joined is an error")
	}
}
