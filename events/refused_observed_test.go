package events_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type refusedPayload struct {
	N int `json:"n"`
}

type otherPayload struct {
	N string `json:"n"`
}

var (
	refusedTopic = typed.NewTopic[refusedPayload]("refused.event")
	otherTopic   = typed.NewTopic[otherPayload]("refused.event")
	strayTopic   = typed.NewTopic[refusedPayload]("refused.stray")
)

// refusals are emits that the bus does not accept.
var refusals = []struct {
	name string
	opts []events.BusOption
	emit func(b *events.Bus) error
	want func(error) bool
}{
	{"another type under Enforce", []events.BusOption{events.WithContracts(events.Enforce)}, func(b *events.Bus) error {
		return b.Emit(background, "refused.event", events.Payload{"n": "one"})
	}, isErr[*events.ContractError]},
	{"another struct under Enforce", []events.BusOption{events.WithContracts(events.Enforce)}, func(b *events.Bus) error {
		return otherTopic.Emit(background, b, otherPayload{"one"})
	}, isErr[*events.ContractError]},
	{"another struct under Enforce, in EmitWait", []events.BusOption{events.WithContracts(events.Enforce)}, func(b *events.Bus) error {
		return otherTopic.EmitWait(background, b, otherPayload{"one"})
	}, isErr[*events.ContractError]},
	{"an undeclared name under Enforce", []events.BusOption{events.WithContracts(events.Enforce)}, func(b *events.Bus) error {
		return b.Emit(background, "refused.stray", events.Payload{"n": 1})
	}, isErr[*events.ContractError]},
	{"an undeclared topic under Enforce", []events.BusOption{events.WithContracts(events.Enforce)}, func(b *events.Bus) error {
		return strayTopic.Emit(background, b, refusedPayload{1})
	}, isErr[*events.ContractError]},
	{"a recursion", []events.BusOption{events.WithMaxDepth(1)}, func(b *events.Bus) (err error) {
		b.On("refused.outer", func(context.Context, events.Event) error {
			err = b.Emit(background, "refused.event", events.Payload{"n": 1})
			return nil
		})
		_ = b.Emit(background, "refused.outer", nil)
		return err
	}, isErr[*events.RecursionError]},
	{"a closed view", nil, func(b *events.Bus) error {
		v := b.As("closed")
		_ = v.Close(background)
		return v.Emit(background, "refused.event", events.Payload{"n": 1})
	}, is(events.ErrClosed)},
	{"a closed view, typed", nil, func(b *events.Bus) error {
		v := b.As("closed")
		_ = v.Close(background)
		return refusedTopic.Emit(background, v, refusedPayload{1})
	}, is(events.ErrClosed)},
}

// An emit that is refused is observed like any other, with its error; it reaches no
// listener, and no listener counts it.
func TestObserveTellsOfARefusedEmit(t *testing.T) {
	for _, r := range refusals {
		t.Run(r.name, inBubble(func(t *testing.T) {
			b := unwatched(r.opts...)
			heard := refusedListeners(t, b)
			stop := observing(t, b)
			err := r.emit(b)
			if !r.want(err) {
				t.Fatalf("Emit: %v", err)
			}
			found := 0
			for _, o := range stop() {
				if o.Err != nil {
					found++
					if !errors.Is(o.Err, err) && o.Err.Error() != err.Error() || o.Reached != 0 || o.Event.Name == "" {
						t.Errorf("observed %+v, want the error %v and nobody reached", o, err)
					}
				}
			}
			if found != 1 {
				t.Errorf("%d refused emits were observed, want 1", found)
			}
			wantNobodyHeard(t, b, heard)
			closeBus(t, b)
		}))
	}
}

// It is traced as well.
func TestTraceTellsOfARefusedEmit(t *testing.T) {
	for _, r := range refusals {
		t.Run(r.name, inBubble(func(t *testing.T) {
			var out bytes.Buffer
			b := unwatched(append(r.opts, events.WithTrace(&out))...)
			heard := refusedListeners(t, b)
			err := r.emit(b)
			if !r.want(err) {
				t.Fatalf("Emit: %v", err)
			}
			wantText(t, out.String(), "refused.", err.Error()[:min(30, len(err.Error()))])
			wantNobodyHeard(t, b, heard)
			closeBus(t, b)
		}))
	}
}

func refusedListeners(t *testing.T, b *events.Bus) (heard *int) {
	heard = new(int)
	mustDeclare(t, b, refusedTopic.Spec(), events.EventSpec{Name: "refused.outer"})
	for _, name := range []string{"refused.event", "refused.stray"} {
		b.On(name, func(context.Context, events.Event) error { *heard++; return nil })
		b.On(name, discard, events.Async())
	}
	refusedTopic.On(b, func(context.Context, refusedPayload) error { *heard++; return nil })
	return heard
}

func wantNobodyHeard(t *testing.T, b *events.Bus, heard *int) {
	t.Helper()
	synctest.Wait()
	if *heard != 0 {
		t.Errorf("%d listeners heard it", *heard)
	}
	for _, l := range b.Listeners() {
		if l.Topic != "refused.outer" && (l.Accepted != 0 || l.Delivered != 0) {
			t.Errorf("%s counts it: %d accepted, %d delivered", l.Name, l.Accepted, l.Delivered)
		}
	}
}
