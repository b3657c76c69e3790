package typed

import (
	"fmt"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/refusal"
)

// When lets a listener get only events for which pred returns true; it is
// [events.Predicate] with the payload as a T. It runs in the emitter's goroutine,
// and may run concurrently with itself; several are called until one returns false.
// It may be used for any listener: of this topic or another name, of a namespace,
// of everything. An event that does not convert to a T is rejected without calling
// pred, and reported, as a [*events.PayloadError] if its fields do not match. The
// stage is "predicate", or "convert" if it does not convert for a typed listener
// itself either. A nil pred panics.
func (t *Topic[T]) When(pred func(Event[T]) bool) events.Option {
	if pred == nil {
		panic(fmt.Sprintf("typed: When(nil) of %q: leave the option out to get every event", t.Name()))
	}
	return events.Option{Set: func(c *dispatch.Config) {
		before := c.Predicate
		c.Predicate = func(m dispatch.Meta, b dispatch.Body) bool {
			if before != nil && !before(m, b) {
				return false
			}
			p, err := t.decode(m, b)
			if err != nil {
				refusal.Refuse(err)
			}
			return pred(Event[T]{m.Name, m.Source, m.Time, p})
		}
	}}
}

// configure reads the options of a listener of the topic. If an event converts
// neither for a When nor for the listener, it is passed to the listener, which
// reports it like any event that does not convert.
func (t *Topic[T]) configure(opts []events.Option) dispatch.Config {
	cfg := dispatch.Configure("typed", opts)
	if pred := cfg.Predicate; pred != nil {
		cfg.Predicate = func(m dispatch.Meta, b dispatch.Body) bool { return t.askPredicate(pred, m, b) }
	}
	return cfg
}

// askPredicate calls a predicate. It returns true for an event that converts
// neither for it nor for the listener.
func (t *Topic[T]) askPredicate(pred func(dispatch.Meta, dispatch.Body) bool, m dispatch.Meta, b dispatch.Body) (yes bool) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if _, ok := v.(refusal.Refusal); ok {
			if _, err := t.decode(m, b); err != nil {
				yes = true
				return
			}
		}
		panic(v) // the frames of the first panic are still on the stack, and so in its report
	}()
	return pred(m, b)
}
