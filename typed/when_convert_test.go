package typed_test

import (
	"context"
	"errors"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// When says no to an event that does not convert, whatever listens and however,
// and reports what is wrong: in the stage convert if the listener can't take the
// event either. It uses up no Once, and the others get the event.
func TestWhenSaysNoToWhatDoesNotConvert(t *testing.T) {
	never := loginTopic.When(func(typed.Event[login]) bool { t.Error("asked"); return true })
	first := events.Predicate(func(events.Event) bool { return true })
	last := events.Predicate(func(events.Event) bool { t.Error("asked after a no"); return true })
	key := events.Keyed(func(events.Event) string { t.Error("asked for a key"); return "" })
	for how, opts := range map[string][]events.Option{
		"plain":           {never},
		"once":            {never, events.Once()},
		"async":           {never, events.Async()},
		"async once":      {never, events.Once(), events.Async()},
		"keyed":           {never, events.Async(key)},
		"with predicates": {first, never, last},
		"breaker":         {never, events.DisableAfter(1)},
	} {
		for where, listen := range map[string]func(b *events.Bus, h events.Handler) *events.Subscription{
			"On":            func(b *events.Bus, h events.Handler) *events.Subscription { return b.On("user.login", h, opts...) },
			"On another":    func(b *events.Bus, h events.Handler) *events.Subscription { return b.On("user.other", h, opts...) },
			"OnNamespace":   func(b *events.Bus, h events.Handler) *events.Subscription { return b.OnNamespace("user", h, opts...) },
			"OnAny":         func(b *events.Bus, h events.Handler) *events.Subscription { return b.OnAny(h, opts...) },
			"typed":         func(b *events.Bus, h events.Handler) *events.Subscription { return onTyped(loginTopic, b, h, opts) },
			"typed, narrow": func(b *events.Bus, h events.Handler) *events.Subscription { return onTyped(narrowTopic, b, h, opts) },
		} {
			t.Run(how+" "+where, func(t *testing.T) {
				b := quiet()
				s := listen(b, func(context.Context, events.Event) error { t.Error("called"); return nil })
				others := 0
				b.OnAny(func(context.Context, events.Event) error { others++; return nil })
				name := map[bool]string{true: "user.other", false: "user.login"}[where == "On another"]
				for range 2 {
					err := b.EmitWait(ctx, name, events.Payload{"user_id": "x", "name": "ada"})
					l, ok := errors.AsType[*events.ListenerError](err)
					stage := map[bool]string{true: "convert", false: "predicate"}[where == "typed"]
					if f := faults(err); !ok || l.Stage != stage || len(f) != 1 || f[0].Topic != name || f[0].Field != "user_id" || f[0].Have != "string" {
						t.Errorf("EmitWait returns %v", err)
					}
					if _, ok := errors.AsType[*events.PanicError](err); ok {
						t.Errorf("it is told as a panic: %v", err)
					}
				}
				if in := s.Info(); others != 2 || b.ListenerCount() != 2 || where != "typed" && in.Delivered != 0 || in.Disabled {
					t.Errorf("the other heard %d of 2; %d listeners; %+v", others, b.ListenerCount(), in)
				}
				must(t, b.Close(ctx))
			})
		}
	}
}

var narrowTopic = typed.NewTopic[struct {
	Name string `json:"name"`
}]("user.login")

func onTyped[T any](topic *typed.Topic[T], b *events.Bus, h events.Handler, opts []events.Option) *events.Subscription {
	return topic.On(b, func(ctx context.Context, _ T) error { return h(ctx, events.Event{}) }, opts...)
}

// All that is wrong is told, also to the error handler, and an Upcast's error.
func TestWhenReportsAllThatDoesNotConvert(t *testing.T) {
	var told []error
	b := events.New(events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) { told = append(told, err) }))
	b.OnAny(func(context.Context, events.Event) error { t.Error("called"); return nil },
		loginTopic.When(func(typed.Event[login]) bool { return true }))
	must(t, b.Emit(ctx, "x", events.Payload{"user_id": "x"}))
	if len(told) != 1 || len(faults(told[0])) != len(faults(loginFaults(events.Payload{"user_id": "x"}))) {
		t.Errorf("told %v", told)
	}
	told = nil
	b.OffAll()
	b.OnAny(func(context.Context, events.Event) error { t.Error("called"); return nil },
		saleV3.When(func(typed.Event[sale3]) bool { return true }))
	must(t, saleV1.Emit(ctx, b, sale1{Buyer: "Plato"}))
	if len(told) != 1 || !errors.Is(told[0], errNoLast) {
		t.Errorf("told %v", told)
	}
}

// loginFaults is what a typed listener without When reports.
func loginFaults(p events.Payload) error {
	b := quiet()
	loginTopic.On(b, func(context.Context, login) error { return nil })
	return errors.Unwrap(firstOf(b.EmitWait(ctx, "user.login", p)))
}

func firstOf(err error) error {
	l, _ := errors.AsType[*events.ListenerError](err)
	return l
}
