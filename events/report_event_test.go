package events_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type reportPayload struct {
	A int    `json:"a"`
	B string `json:"b"`
}

// ownReport is a listener's own struct, with fewer fields.
type ownReport struct {
	A int `json:"a"`
}

var (
	reportTopic = typed.NewTopic[reportPayload]("report.event")
	ownTopic    = typed.NewTopic[ownReport]("report.event")
	oldTopic    = typed.NewTopic[reportPayload]("report.old")
)

// reporters are listeners that fail after an hour.
var reporters = map[string]func(b *events.Bus, opts ...events.Option){
	"untyped": func(b *events.Bus, opts ...events.Option) {
		b.On("report.event", func(context.Context, events.Event) error { return failLate() }, opts...)
	},
	"typed": func(b *events.Bus, opts ...events.Option) {
		reportTopic.On(b, func(context.Context, reportPayload) error { return failLate() }, opts...)
	},
	"typed event": func(b *events.Bus, opts ...events.Option) {
		reportTopic.OnEvent(b, func(context.Context, typed.Event[reportPayload]) error { return failLate() }, opts...)
	},
	"own struct": func(b *events.Bus, opts ...events.Option) {
		ownTopic.On(b, func(context.Context, ownReport) error { return failLate() }, opts...)
	},
	"own struct, event": func(b *events.Bus, opts ...events.Option) {
		ownTopic.OnEvent(b, func(context.Context, typed.Event[ownReport]) error { return failLate() }, opts...)
	},
}

func failLate() error { time.Sleep(time.Hour); return errBoom }

// reportOptions are what a listener may be besides.
var reportOptions = map[string][]events.Option{
	"sync": nil, "once": {events.Once()}, "predicate": {events.Predicate(always)}, "breaker": {events.DisableAfter(1)},
	"async":       {events.Async()},
	"workers":     {events.Async(events.Workers(2))},
	"keyed":       {events.Async(events.Keyed(func(e events.Event) string { return e.Source }))},
	"once, async": {events.Once(), events.Async()},
}

// reportEmits are the ways to emit {a: 1, b: kept} from the source shop.
var reportEmits = map[string]func(b *events.Bus) error{
	"a view": func(b *events.Bus) error {
		return b.As("shop").Emit(background, "report.event", events.Payload{"a": 1, "b": "kept"})
	},
	"From": func(b *events.Bus) error {
		return b.As("other").Emit(background, "report.event", events.Payload{"a": 1, "b": "kept"}, events.From("shop"))
	},
	"typed From": func(b *events.Bus) error {
		return reportTopic.Emit(background, b.As("other"), reportPayload{1, "kept"}, events.From("shop"))
	},
	"typed view": func(b *events.Bus) error { return reportTopic.Emit(background, b.As("shop"), reportPayload{1, "kept"}) },
	"Forward": func(b *events.Bus) error {
		typed.Forward(b, oldTopic, reportTopic, func(p reportPayload) (reportPayload, error) { return p, nil })
		return oldTopic.Emit(background, b.As("shop"), reportPayload{1, "kept"})
	},
	"Forward of From": func(b *events.Bus) error {
		typed.Forward(b, oldTopic, reportTopic, func(p reportPayload) (reportPayload, error) { return p, nil })
		return oldTopic.Emit(background, b.As("other"), reportPayload{1, "kept"}, events.From("shop"))
	},
}

// The error handler gets the event as it was emitted: name, source, the time of
// the emit, and all fields, whatever the listener takes of it.
func TestReportHasTheEventAsEmitted(t *testing.T) {
	cases := 0
	for who, on := range reporters {
		for kind, opts := range reportOptions {
			for how, emit := range reportEmits {
				if cases++; cases%repeats(1, 8) != 0 { // with -short an eighth of them, drawn by the order of the maps
					continue
				}
				t.Run(who+", "+kind+", "+how, inBubble(func(t *testing.T) {
					told := &failures{}
					b := events.New(discardLog, events.WithSlowThreshold(0), events.WithErrorHandler(told.handle))
					on(b, opts...)
					began := time.Now()
					if err := emit(b); err != nil {
						t.Errorf("Emit: %v", err)
					}
					closeBus(t, b)
					e := told.one(t).event
					if e.Name != "report.event" || e.Source != "shop" {
						t.Errorf("the report is of %q from %q, want report.event from shop", e.Name, e.Source)
					}
					if late := e.Time.Sub(began); late > time.Minute || late < -time.Minute {
						t.Errorf("the report's event is said to be emitted %v after it was", late)
					}
					if p := e.Payload(); p["b"] != "kept" || p["a"] != 1 {
						t.Errorf("the report shows %v", p)
					}
				}))
			}
		}
	}
}

// A key function is given the event as it was emitted.
func TestKeyFunctionSeesTheEventAsEmitted(t *testing.T) {
	for who, on := range reporters {
		for how, emit := range reportEmits {
			t.Run(who+", "+how, inBubble(func(t *testing.T) {
				b := unwatched()
				var mu sync.Mutex
				var got []events.Event
				on(b, events.Async(events.Keyed(func(e events.Event) string {
					mu.Lock()
					defer mu.Unlock()
					got = append(got, e)
					return ""
				})))
				if err := emit(b); err != nil {
					t.Errorf("Emit: %v", err)
				}
				synctest.Wait()
				if len(got) != 1 || got[0].Source != "shop" || got[0].Payload()["b"] != "kept" || got[0].Time.IsZero() {
					t.Errorf("the key function was given %+v", got)
				}
				closeBus(t, b)
			}))
		}
	}
}
