package events_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// namedOnce fails unless err begins with its package, and names it nowhere else.
func namedOnce(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", what)
		return
	}
	text := err.Error()
	if n := strings.Count(text, "events: ") + strings.Count(text, "typed: "); n != 1 || !strings.HasPrefix(text, "events: ") {
		t.Errorf("%s: the package is named %d times:\n%s", what, n, text)
	}
	t.Logf("%s:\n%s", what, text)
}

// Errors that wrap and join each other name the package once, at the front, and
// errors.Is and errors.As find each of them.
func TestErrorsNameThePackageOnce(t *testing.T) {
	b := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	topic := typed.NewTopic[struct {
		N int `json:"n"`
		S string
	}]("a")
	b.On("inner", func(context.Context, events.Event) error { return io.EOF }, events.Label("in"))
	b.On("a", func(ctx context.Context, _ events.Event) error {
		return fmt.Errorf("save: %w", b.EmitWait(ctx, "inner", nil))
	}, events.Label("nested"))
	b.On("a", func(context.Context, events.Event) error { panic(events.ErrClosed) }, events.Label("panics"))
	topic.On(b, func(context.Context, struct {
		N int `json:"n"`
		S string
	},
	) error {
		return nil
	}, events.Label("typed"))
	err := b.EmitWait(background, "a", events.Payload{"n": "x"})
	namedOnce(t, "EmitWait", err)
	namedOnce(t, "typed EmitWait", topic.EmitWait(background, b, struct {
		N int `json:"n"`
		S string
	}{}))
	if !errors.Is(err, io.EOF) || !errors.Is(err, events.ErrClosed) {
		t.Error("errors.Is does not find the causes")
	}
	if p, ok := errors.AsType[*events.PayloadError](err); !ok || p.Topic != "a" {
		t.Errorf("errors.As finds the *PayloadError %v", p)
	}
	if p, ok := errors.AsType[*events.PanicError](err); !ok || p.Value != events.ErrClosed {
		t.Errorf("errors.As finds the *PanicError %v", p)
	}
	if all, ok := err.(interface{ Unwrap() []error }); !ok || len(all.Unwrap()) != 3 {
		t.Error("three failures are not joined")
	}
	namedOnce(t, "Declare", b.Declare(events.EventSpec{Name: "x y"}, events.EventSpec{Name: "c", Payload: events.Schema{"n": "no!", "m": "no!"}}))
	namedOnce(t, "a field of a map", func() error {
		_, err := events.Field[map[string]int](emitted(t, events.Payload{"m": map[string]any{"a": "x"}}), "m")
		return err
	}())
}

func TestWaitErrorsNameThePackageOnce(t *testing.T) {
	ended, cancel := context.WithCancelCause(background)
	cancel(io.EOF)
	release := make(chan struct{})
	b := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	for range 2 {
		b.On("a", func(context.Context, events.Event) error { <-release; return nil }, events.Async(events.Buffer(1)))
	}
	var err error
	for range 5 { // until both queues are full
		err = b.Emit(ended, "a", nil)
	}
	namedOnce(t, "Emit", err)
	if !errors.Is(err, events.ErrQueueFull) || !errors.Is(err, context.Canceled) {
		t.Error("errors.Is does not find the causes")
	}
	namedOnce(t, "EmitWait", b.EmitWait(ended, "a", nil))
	namedOnce(t, "Drain", b.Drain(ended))
	namedOnce(t, "Close", b.Close(ended))
	close(release)
	_ = b.Close(background)
	namedOnce(t, "closed", b.Emit(background, "a", nil))
	namedOnce(t, "wrapped", &events.ListenerError{Event: "a", Err: &events.DrainError{Err: events.ErrClosed}})
	namedOnce(t, "CloseError", &events.CloseError{Err: fmt.Errorf("%w", events.ErrWouldDeadlock)})
	namedOnce(t, "SpecError", &events.SpecError{Err: events.ValidateName("")})
	namedOnce(t, "PanicError", &events.PanicError{Value: fmt.Sprint(events.ErrGoexit)})
	namedOnce(t, "UpcastError", &events.ListenerError{Err: &typed.UpcastError{Err: events.ErrClosed}})
}
