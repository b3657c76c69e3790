// Command hello emits one event untyped and one typed. An untyped and a typed
// listener receive both. It is the first program of the README.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type Greeted struct{ Name string }

var GreetedTopic = typed.NewTopic[Greeted]("hello.greeted")

func main() {
	ctx, bus := context.Background(), events.New()

	bus.On("hello.greeted", func(_ context.Context, e events.Event) error {
		name, err := events.Field[string](e, "Name")
		fmt.Println("untyped: hello,", name)
		return err
	})
	GreetedTopic.On(bus, func(_ context.Context, g Greeted) error {
		fmt.Println("typed:   hello,", g.Name)
		return nil
	})

	if err := errors.Join(
		bus.Emit(ctx, "hello.greeted", events.Payload{"Name": "Ada"}),
		GreetedTopic.Emit(ctx, bus, Greeted{Name: "Grace"}),
	); err != nil {
		log.Fatal(err)
	}
}
