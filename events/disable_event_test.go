package events_test

import (
	"bytes"
	"context"
	"log/slog"
	"runtime"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/google/go-cmp/cmp"
)

// B32: the event is declared, so that Enforce lets it through, and its own
// listeners may fail, and be disabled, like any others.
func TestB32_TheEventIsDeclared(t *testing.T) {
	var out bytes.Buffer
	b, told := breakable(&out, events.WithContracts(events.Enforce))
	if err := b.Declare(events.EventSpec{Name: "a"}); err != nil {
		t.Fatal(err)
	}
	if len(b.Catalog()) != 1 {
		t.Errorf("declared before anybody can be disabled: %+v", b.Catalog())
	}
	b.On(events.ListenerDisabled.Name, fails(errBoom), events.DisableAfter(1), events.Label("teller"))
	b.On("a", fails(errBoom), events.DisableAfter(1))
	all := b.Catalog()
	if len(all) != 2 || all[1].Name != "fp.listener.disabled" || all[1].Owner != "events" {
		t.Errorf("the catalog is %+v", all)
	}
	mustEmit(t, b, "a", nil)
	var about []any
	for _, e := range *told {
		about = append(about, e.Payload()["event"])
	}
	if diff := cmp.Diff([]any{"a", "fp.listener.disabled"}, about); diff != "" {
		t.Errorf("told about (-want +got):\n%s", diff)
	}
	if faults := b.ContractFaults(); len(faults) != 0 {
		t.Errorf("faults: %v", faults)
	}
}

// B32: on a bus that is closed during that time the event cannot be emitted; the
// log says so.
func TestB32_DisabledWhileClosing(t *testing.T) {
	var out bytes.Buffer
	b, _ := breakable(&out)
	s := b.On("a", func(context.Context, events.Event) error { go b.Close(background); return errBoom }, events.DisableAfter(1))
	_ = b.Emit(background, "a", nil)
	closeBus(t, b)
	if !s.Info().Disabled {
		t.Errorf("%+v", s.Info())
	}
}

// B32: an error handler that ends its goroutine does not make it silent.
func TestB32_ErrorHandlerThatExits(t *testing.T) {
	told := 0
	b := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) { runtime.Goexit() }),
		events.WithLogger(slog.New(slog.DiscardHandler)))
	b.On(events.ListenerDisabled.Name, func(context.Context, events.Event) error { told++; return nil })
	s := b.On("a", fails(errBoom), events.DisableAfter(1))
	exits := make(chan struct{})
	go func() { defer close(exits); _ = b.Emit(background, "a", nil) }()
	<-exits
	if !s.Info().Disabled || told != 1 {
		t.Errorf("disabled %v, told %d times", s.Info().Disabled, told)
	}
}

// B32: an error handler that runs when the event is declared may do anything
// without harm to a new listener: here a listener expects the event with a field
// that it does not have.
func TestB32_DeclaringTheEventIsHarmless(t *testing.T) {
	for what, handle := range map[string]func(b *events.Bus){
		"subscribes": func(b *events.Bus) { b.On("x", discard, events.DisableAfter(1)) },
		"exits":      func(*events.Bus) { runtime.Goexit() },
	} {
		t.Run(what, inBubble(func(t *testing.T) {
			var b *events.Bus
			b = events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) { handle(b) }))
			if err := b.As("ops").Expect(events.EventSpec{Name: events.ListenerDisabled.Name, Payload: events.Schema{"lisstener": "string"}}); err != nil {
				t.Fatal(err)
			}
			for range 2 { // the first one may end with its goroutine
				done := make(chan any)
				go func() {
					defer func() { done <- recover() }()
					b.On("a", discard, events.DisableAfter(1))
				}()
				if v := <-done; v != nil {
					t.Errorf("On panics: %v", v)
				}
			}
			if b.ListenerCount() == 0 {
				t.Error("nobody listens")
			}
		}))
	}
}
