package migrate_test

import (
	"context"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
	"github.com/gookit/event"
)

// snippet: gookit/subscriber/before
type mailSubscriber struct {
	em   *event.Manager
	sent int
}

func (m *mailSubscriber) SubscribedEvents() map[string]any {
	return map[string]any{
		"user.login": event.ListenerItem{Priority: event.High, Listener: event.ListenerFunc(m.greet)},
		"mail.*":     event.ListenerFunc(m.count),
	}
}

func (m *mailSubscriber) greet(e event.Event) error {
	fmt.Println("hello", e.Get("name"))
	err, _ := m.em.Fire("mail.sent", nil)
	return err
}

func (m *mailSubscriber) count(event.Event) error {
	m.sent++
	return nil
}

// end

func Example_gookitSubscriberBefore() {
	// snippet: gookit/subscriber/before
	em := event.NewManager("app")
	m := &mailSubscriber{em: em}
	em.AddSubscriber(m)

	em.Async("user.login", event.M{"name": "ada"})
	_ = em.CloseWait()
	fmt.Println(m.sent, "sent")
	// end

	// Output:
	// hello ada
	// 1 sent
}

// snippet: gookit/subscriber/after
type mailListeners struct {
	bus  *events.Bus
	sent int
}

func (m *mailListeners) subscribe() {
	m.bus.On("user.login", m.greet, events.Priority(200), events.Async())
	m.bus.OnNamespace("mail", m.count)
}

func (m *mailListeners) greet(ctx context.Context, e events.Event) error {
	name, _ := e.Get("name")
	fmt.Println("hello", name)
	return m.bus.Emit(ctx, "mail.sent", nil)
}

func (m *mailListeners) count(context.Context, events.Event) error {
	m.sent++
	return nil
}

// end

func Example_gookitSubscriberAfter() {
	ctx := context.Background()
	// snippet: gookit/subscriber/after
	bus := events.New()
	m := &mailListeners{bus: bus.As("mail")}
	m.subscribe()

	_ = bus.Emit(ctx, "user.login", events.Payload{"name": "ada"})
	_ = bus.Drain(ctx)
	_ = bus.Close(ctx)
	fmt.Println(m.sent, "sent")
	// end

	// Output:
	// hello ada
	// 1 sent
}
