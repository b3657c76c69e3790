package migrate_test

import (
	"context"
	"fmt"
	"sync"

	EventBus "github.com/asaskevich/EventBus"
	"github.com/fastpluggy/eventbus/events"
)

func Example_asaskevichSerialBefore() {
	// snippet: asaskevich/serial/before
	bus := EventBus.New()
	visits := 0
	_ = bus.Subscribe("user:login", func() { visits++ })

	var publishers sync.WaitGroup
	for range 8 {
		publishers.Go(func() { bus.Publish("user:login") })
	}
	publishers.Wait()
	fmt.Println(visits)
	// end

	// Output: 8
}

func Example_asaskevichSerialAfter() {
	ctx := context.Background()
	// snippet: asaskevich/serial/after
	bus := events.New()
	visits := 0
	bus.On("user.login", func(context.Context, events.Event) error {
		visits++
		return nil
	}, events.Serial())

	var emitters sync.WaitGroup
	for range 8 {
		emitters.Go(func() { _ = bus.Emit(ctx, "user.login", nil) })
	}
	emitters.Wait()
	fmt.Println(visits)
	// end

	// Output: 8
}

// Example_serialNested: an emit inside the listener's own handler does not wait
// for the call that it is in.
func Example_serialNested() {
	ctx := context.Background()
	bus := events.New()
	calls := 0
	bus.On("user.login", func(ctx context.Context, _ events.Event) error {
		calls++
		fmt.Println("begin", calls)
		defer fmt.Println("end")
		if calls == 1 {
			return bus.Emit(ctx, "user.login", nil)
		}
		return nil
	}, events.Serial())

	fmt.Println(bus.EmitWait(ctx, "user.login", nil))
	// Output:
	// begin 1
	// begin 2
	// end
	// end
	// <nil>
}
