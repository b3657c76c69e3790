package migrate_test

import (
	"context"
	"fmt"

	EventBus "github.com/asaskevich/EventBus"
	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

func Example_asaskevichBefore() {
	// snippet: asaskevich/before
	bus := EventBus.New()
	greet := func(name string, visits int) { fmt.Println("hello", name, visits) }
	_ = bus.Subscribe("user:login", greet)
	_ = bus.SubscribeAsync("user:login", func(name string, _ int) { fmt.Println("mail to", name) }, true)

	bus.Publish("user:login", "ada", 3)
	bus.WaitAsync()
	_ = bus.Unsubscribe("user:login", greet)
	fmt.Println(bus.HasCallback("user:login"))
	// end

	// Output:
	// hello ada 3
	// mail to ada
	// true
}

// snippet: asaskevich/after
type Login struct {
	Name   string `json:"name"`
	Visits int    `json:"visits"`
}

var loginTopic = typed.NewTopic[Login]("user.login")

// end

func Example_asaskevichAfter() {
	ctx := context.Background()
	// snippet: asaskevich/after
	bus := events.New()
	greet := loginTopic.On(bus, func(_ context.Context, l Login) error {
		fmt.Println("hello", l.Name, l.Visits)
		return nil
	})
	loginTopic.On(bus, func(_ context.Context, l Login) error {
		fmt.Println("mail to", l.Name)
		return nil
	}, events.Async())

	_ = loginTopic.Emit(ctx, bus, Login{Name: "ada", Visits: 3})
	_ = bus.Drain(ctx)
	greet.Off()
	fmt.Println(bus.HasListeners("user.login"))
	// end

	// Output:
	// hello ada 3
	// mail to ada
	// true
}
