package typed_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Generated code says by this which library it needs.
const _ = typed.IsAtLeastVersion0_1

var ctx = context.Background()

type login struct {
	UserID int64   `json:"user_id"`
	Name   string  `json:"name"`
	Nick   *string `json:"nick,omitempty"`
}

var loginTopic = typed.NewTopic[login]("user.login", typed.Description("signed in"))

// quiet returns a bus whose failures are expected, and so not logged.
func quiet() *events.Bus {
	return events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
}

// heard returns a handler that appends to *to.
func heard[T any](to *[]T) func(context.Context, T) error {
	return func(_ context.Context, p T) error {
		*to = append(*to, p)
		return nil
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// faults returns all *PayloadErrors inside err.
func faults(err error) []events.PayloadError {
	if err == nil {
		return nil
	}
	if p, ok := err.(*events.PayloadError); ok {
		return []events.PayloadError{*p}
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []events.PayloadError
		for _, e := range many.Unwrap() {
			all = append(all, faults(e)...)
		}
		return all
	}
	return faults(errors.Unwrap(err))
}

// panics calls f and expects a panic whose message has all the words.
func panics(t *testing.T, f func(), words ...string) {
	t.Helper()
	defer func() {
		t.Helper()
		v := recover()
		text, ok := v.(string)
		if !ok {
			t.Errorf("panic value is %v, want a message", v)
			return
		}
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("panic %q does not say %q", text, w)
			}
		}
	}()
	f()
}
