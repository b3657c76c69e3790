// Command hello emits two events, and each is heard twice: by a listener that
// knows the event's name only, and by one whose payload the compiler checks.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// Greeted is the payload. In a plugin evgen writes it; by hand it works as well.
type Greeted struct {
	Name string `json:"name"`
}

var greeted = typed.NewTopic[Greeted]("hello.greeted")

func main() {
	ctx, bus := context.Background(), events.New()

	bus.On("hello.greeted", func(_ context.Context, e events.Event) error {
		name, err := events.Field[string](e, "name")
		fmt.Printf("untyped: hello, %s\n", name)
		return err
	})
	greeted.On(bus, func(_ context.Context, g Greeted) error {
		fmt.Printf("typed:   hello, %s\n", g.Name)
		return nil
	})

	err := errors.Join(
		greeted.Emit(ctx, bus, Greeted{Name: "Ada"}),
		bus.Emit(ctx, "hello.greeted", events.Payload{"name": "Grace"}),
		bus.Close(ctx),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "hello:", err)
		os.Exit(1)
	}
}
