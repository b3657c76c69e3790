package events_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
)

var loginSpec = events.EventSpec{Name: "user.login", Payload: events.Schema{"user_id": "int64", "username": "string"}}

// By default a fault is reported once and the event delivered.
func ExampleWithContracts() {
	b := events.New(events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) {
		if c, ok := errors.AsType[*events.ContractError](err); ok {
			fmt.Println(c.Source, c.Field, "is", c.Have, "and not", c.Want)
		}
	}))
	_ = b.As("auth").Declare(loginSpec)
	for range 3 {
		_ = b.As("web").Emit(context.Background(), "user.login", events.Payload{"user_id": "7", "username": "ada"})
	}
	fmt.Println(b.ContractFaults()[0].Count, "times")
	// Output:
	// web user_id is string and not int64
	// 3 times
}

// Enforce refuses instead.
func ExampleWithContracts_enforce() {
	b := events.New(events.WithContracts(events.Enforce), events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	_ = b.As("auth").Declare(loginSpec)
	err := b.Emit(context.Background(), "user.logn", nil)
	c, ok := errors.AsType[*events.ContractError](err)
	fmt.Println(ok, c.Topic, "is undeclared; meant was", c.Near)
	// Output: true user.logn is undeclared; meant was user.login
}

// A listener says what it needs, and is told if the emitter disagrees.
func ExampleBus_Expect() {
	b := events.New(events.WithErrorHandler(func(_ context.Context, _ events.Event, _ events.ListenerInfo, err error) {
		fmt.Println(err)
	}))
	_ = b.As("audit").Expect(events.EventSpec{Name: "user.login", Payload: events.Schema{"user_id": "string"}})
	_ = b.As("auth").Declare(loginSpec)
	// Output: events: "user.login" from "auth": "audit" listens for field "user_id" as string, which is declared as int64; change one of the two declarations
}
