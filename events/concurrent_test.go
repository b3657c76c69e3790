package events_test

import (
	"context"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// busMethods calls every method of a bus.
var busMethods = map[string]func(*events.Bus){
	"HasListeners":          func(b *events.Bus) { b.HasListeners("a.b") },
	"As":                    func(b *events.Bus) { b.As("plugin") },
	"AnyInfo":               func(b *events.Bus) { b.AnyInfo() },
	"Catalog":               func(b *events.Bus) { b.Catalog() },
	"Close":                 func(b *events.Bus) { _ = b.As("closing").Close(background) },
	"ContractFaults":        func(b *events.Bus) { b.ContractFaults() },
	"ContractFaultsDropped": func(b *events.Bus) { b.ContractFaultsDropped() },
	"Declare":               func(b *events.Bus) { _ = b.Declare(events.EventSpec{Name: "a.b"}) },
	"Drain":                 func(b *events.Bus) { _ = b.As("plugin").Drain(background) },
	"Emit":                  func(b *events.Bus) { _ = b.Emit(background, "a.b", number(1)) },
	"EmitWait":              func(b *events.Bus) { _ = b.As("plugin").EmitWait(background, "a.b", nil) },
	"Expect": func(b *events.Bus) {
		_ = b.As("plugin").Expect(events.EventSpec{Name: "a.b", Payload: events.Schema{"n": "string"}})
	},
	"Expectations":  func(b *events.Bus) { b.Expectations() },
	"Explain":       func(b *events.Bus) { b.Explain("a.b") },
	"ListenerCount": func(b *events.Bus) { b.ListenerCount() },
	"Listeners":     func(b *events.Bus) { b.Listeners() },
	"NamespaceInfo": func(b *events.Bus) { b.NamespaceInfo() },
	"OffAll":        func(b *events.Bus) { b.As("plugin").OffAll() },
	"On":            func(b *events.Bus) { b.As("plugin").On("a.b", discard, events.Async(events.Buffer(2))) },
	"OnAny":         func(b *events.Bus) { b.As("plugin").OnAny(discard, events.Once()) },
	"OnError":       func(b *events.Bus) { b.As("plugin").OnError(new(failures).handle) },
	"OnNamespace":   func(b *events.Bus) { b.As("plugin").OnNamespace("a", discard) },
	"Observe": func(b *events.Bus) {
		ctx, cancel := context.WithTimeout(background, time.Millisecond)
		defer cancel()
		for range b.Observe(ctx) {
			return
		}
	},
	"OwnerInfo": func(b *events.Bus) { b.OwnerInfo() },
	"Owner":     func(b *events.Bus) { b.As("plugin").Owner() },
	"Stream": func(b *events.Bus) {
		ctx, cancel := context.WithTimeout(background, time.Millisecond)
		defer cancel()
		for range b.Stream(ctx, "a.b") {
			return
		}
	},
	"TopicInfo": func(b *events.Bus) { b.TopicInfo() },
	"Topics":    func(b *events.Bus) { b.Topics() },
	"Undeclare": func(b *events.Bus) { b.Undeclare("a.b") },
}

// subscriptionMethods calls every method of a subscription.
var subscriptionMethods = map[string]func(*events.Subscription){
	"Enable":  func(s *events.Subscription) { s.Enable() },
	"Info":    func(s *events.Subscription) { s.Info() },
	"Off":     func(s *events.Subscription) { s.Off() },
	"OffWait": func(s *events.Subscription) { _ = s.OffWait(background) },
}

// B55: every exported method may be called at once with every other. It is the
// race detector that fails this test; without it a deadlock would.
func TestB55_EveryMethodAtOnce(t *testing.T) {
	listed(t, reflect.TypeFor[*events.Bus](), busMethods)
	listed(t, reflect.TypeFor[*events.Subscription](), subscriptionMethods)
	b := events.New(events.WithListenerLimit(0))
	const rounds = 100
	var shared sync.Map // the subscriptions that all may call
	shared.Store(0, b.On("a.b", discard))
	var work sync.WaitGroup
	for range 2 {
		for _, call := range busMethods {
			work.Go(func() {
				for range rounds {
					call(b)
				}
			})
		}
		for _, call := range subscriptionMethods {
			work.Go(func() {
				for i := range rounds {
					shared.Store(i%3, b.On("a.b", discard))
					shared.Range(func(_, s any) bool { call(s.(*events.Subscription)); return true })
				}
			})
		}
	}
	work.Wait()
	closeBus(t, b)
}

// listed fails for methods that are not called.
func listed[T any](t *testing.T, typ reflect.Type, calls map[string]func(T)) {
	for m := range typ.Methods() {
		if calls[m.Name] == nil {
			t.Errorf("%v.%s is not called", typ, m.Name)
		}
	}
}
