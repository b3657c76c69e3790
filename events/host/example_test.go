package host_test

import (
	"context"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// Greeter listens to an event of another plugin, which it does not import.
type Greeter struct{}

func (Greeter) Name() string                                    { return "greeter" }
func (Greeter) Version() string                                 { return "1.2.0" }
func (Greeter) OnLoadComplete(context.Context, *host.Env) error { return nil }

func (Greeter) Init(_ context.Context, env *host.Env) error {
	env.Events().On("door.opened", func(_ context.Context, e events.Event) error {
		fmt.Printf("%s: welcome, %v\n", e.Source, e.Payload()["who"])
		return nil
	})
	return nil
}

// Door emits when the application is ready.
type Door struct{}

func (Door) Name() string    { return "door" }
func (Door) Version() string { return "0.9.1" }

func (Door) OnLoadComplete(_ context.Context, env *host.Env) error {
	host.AppReadyTopic.On(env.Events(), func(ctx context.Context, _ host.AppReady) error {
		return env.Events().Emit(ctx, "door.opened", events.Payload{"who": "Ada"})
	})
	return nil
}

func Example() {
	ctx := context.Background()
	bus := events.New()
	host.PluginLoadedTopic.On(bus, func(_ context.Context, p host.PluginLoaded) error {
		fmt.Println("loaded", p.ModuleName, p.Version)
		return nil
	})

	plugins := host.New(bus)
	if err := plugins.Load(ctx, Greeter{}, Door{}); err != nil {
		fmt.Println(err) // names each plugin that failed; the others run
	}
	if err := plugins.Close(ctx); err != nil {
		fmt.Println(err)
	}
	// Output:
	// loaded greeter 1.2.0
	// loaded door 0.9.1
	// door: welcome, Ada
}
