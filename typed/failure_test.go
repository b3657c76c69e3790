package typed_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// B45: a listener that an event does not fit is skipped and counts as failed;
// all others still get; all faults of the event reach the error handler at once.
func TestListenerThatDoesNotFitIsSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var reports []error
		var reported []string
		b.OnError(func(_ context.Context, e events.Event, l events.ListenerInfo, err error) {
			reports = append(reports, err)
			reported = append(reported, e.Name+" "+l.Name+" "+l.Owner)
		})
		var heard []string
		note := func(who string) { heard = append(heard, who) }
		b.On("user.login", func(context.Context, events.Event) error { note("before"); return nil })
		s := loginTopic.On(b.As("plugin"), func(context.Context, login) error { note("skipped"); return nil }, events.Label("strict"))
		a := loginTopic.On(b.As("plugin"), func(context.Context, login) error { return nil }, events.Label("queued"), events.Async())
		nameTopic := typed.NewTopic[struct {
			Name string `json:"name"`
		}]("user.login")
		nameTopic.On(b, func(_ context.Context, p struct {
			Name string `json:"name"`
		},
		) error {
			note(p.Name)
			return nil
		})

		err := b.EmitWait(ctx, "user.login", events.Payload{"user_id": "seven", "name": "ada", "nick": 3})
		if want := []string{"before", "ada"}; !slices.Equal(heard, want) {
			t.Errorf("heard by %q, want %q", heard, want)
		}
		want := []events.PayloadError{
			{Topic: "user.login", Field: "user_id", Want: "int64", Have: "string"},
			{Topic: "user.login", Field: "nick", Want: "string", Have: "int"},
		}
		for _, err := range reports {
			if diff := cmp.Diff(want, faults(err)); diff != "" {
				t.Errorf("reported (-want +got):\n%s", diff)
			}
		}
		if want := []string{"user.login strict plugin", "user.login queued plugin"}; !slices.Equal(reported, want) {
			t.Errorf("reported %q, want %q", reported, want)
		}
		if diff := cmp.Diff(append(want, want...), faults(err)); diff != "" {
			t.Errorf("EmitWait (-want +got):\n%s", diff)
		}
		if l, ok := errors.AsType[*events.ListenerError](err); !ok || l.Stage != "convert" || l.Listener != "strict" || l.Owner != "plugin" {
			t.Errorf("EmitWait: %#v", l)
		}
		for _, s := range []*events.Subscription{s, a} {
			if in := s.Info(); in.Failed != 1 || in.Delivered != 1 || in.Pending != 0 || in.Dropped != 0 {
				t.Errorf("figures %+v, want one event delivered and failed", in)
			}
		}
		must(t, loginTopic.EmitWait(ctx, b, login{}))
		if in := s.Info(); in.Failed != 1 || in.Delivered != 2 {
			t.Errorf("figures %+v after an event that fits", in)
		}
		must(t, b.Close(ctx))
	})
}

// One fault is a *PayloadError itself, so a type switch sees it.
func TestSingleFaultIsBare(t *testing.T) {
	var got error
	b := events.New(events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) { got = err }))
	loginTopic.On(b, hearLogin)
	must(t, b.Emit(ctx, "user.login", events.Payload{"user_id": 1}))
	if p, ok := got.(*events.PayloadError); !ok || p.Field != "name" {
		t.Errorf("the error handler got a %T: %v", got, got)
	}
}

// Emit does not return listeners' failures: not of conversion either.
func TestEmitDoesNotReturnMismatch(t *testing.T) {
	b := quiet()
	loginTopic.On(b, func(context.Context, login) error { return nil })
	must(t, b.Emit(ctx, "user.login", nil))
}

// Errors and panics of typed listeners are isolated and joined like untyped ones (B20, B21, B22).
func TestTypedListenerFails(t *testing.T) {
	b := quiet()
	boom, n := errors.New("boom"), 0
	loginTopic.On(b, func(context.Context, login) error { return boom })
	loginTopic.OnEvent(b, func(context.Context, typed.Event[login]) error { panic("typed") })
	loginTopic.On(b, func(context.Context, login) error { n++; return nil })
	err := loginTopic.EmitWait(ctx, b, login{})
	p, ok := errors.AsType[*events.PanicError](err)
	if !errors.Is(err, boom) || !ok || p.Value != "typed" || len(p.Stack) == 0 {
		t.Errorf("EmitWait returns %v", err)
	}
	if n != 1 {
		t.Errorf("the listener behind them was called %d times", n)
	}
	must(t, loginTopic.Emit(ctx, b, login{}))
}

// A panic of an UnmarshalText method is the listener's failure, not the emitter's.
func TestPanicInConversionIsIsolated(t *testing.T) {
	b := quiet()
	n := 0
	typed.NewTopic[struct{ T Touchy }]("touchy").On(b, func(context.Context, struct{ T Touchy }) error { return nil })
	b.On("touchy", func(context.Context, events.Event) error { n++; return nil })
	err := b.EmitWait(ctx, "touchy", events.Payload{"T": "x"})
	if p, ok := errors.AsType[*events.PanicError](err); !ok || p.Value != "touchy" {
		t.Errorf("EmitWait returns %v", err)
	}
	if n != 1 {
		t.Errorf("the other listener was called %d times", n)
	}
}

type Touchy struct{}

func (*Touchy) UnmarshalText([]byte) error { panic("touchy") }

// B15: an event that does not fit is one that the handler never saw, so it
// does not use up a Once.
func TestMismatchDoesNotUseUpOnce(t *testing.T) {
	b := quiet()
	n := 0
	loginTopic.On(b, func(context.Context, login) error { n++; return nil }, events.Once())
	must(t, b.Emit(ctx, "user.login", events.Payload{"user_id": "x"}))
	must(t, loginTopic.Emit(ctx, b, login{}))
	must(t, loginTopic.Emit(ctx, b, login{}))
	if n != 1 {
		t.Errorf("called %d times, want once", n)
	}
}
