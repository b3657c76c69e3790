package migrate_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// snippet: channels/before
type channelBus struct {
	mu   sync.Mutex
	subs map[string][]chan string
}

func (b *channelBus) subscribe(name string, size int) <-chan string {
	b.mu.Lock()
	defer b.mu.Unlock()
	ch := make(chan string, size)
	b.subs[name] = append(b.subs[name], ch)
	return ch
}

func (b *channelBus) publish(name, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ch := range b.subs[name] {
		select {
		case ch <- text:
		default: // full: drop it
		}
	}
}

func (b *channelBus) close() {
	for _, subs := range b.subs {
		for _, ch := range subs {
			close(ch)
		}
	}
}

// end

func Example_channelsBefore() {
	// snippet: channels/before
	bus := &channelBus{subs: map[string][]chan string{}}
	orders := bus.subscribe("order.placed", 16)
	var loop sync.WaitGroup
	loop.Go(func() {
		report := time.NewTicker(time.Hour)
		defer report.Stop()
		n := 0
		for {
			select {
			case id, ok := <-orders:
				if !ok {
					fmt.Println("closed after", n)
					return
				}
				fmt.Println("order", id)
				n++
			case <-report.C:
				fmt.Println(n, "so far")
			}
		}
	})

	bus.publish("order.placed", "A1")
	bus.publish("order.placed", "B2")
	bus.close()
	loop.Wait()
	// end

	// Output:
	// order A1
	// order B2
	// closed after 2
}

// snippet: channels/after
type OrderPlaced struct {
	ID string `json:"id"`
}

var orderPlaced = typed.NewTopic[OrderPlaced]("order.placed")

// end

func Example_channelsAfter() {
	ctx := context.Background()
	// snippet: channels/after
	bus := events.New()
	orders := make(chan OrderPlaced)
	orderPlaced.On(bus, func(_ context.Context, o OrderPlaced) error {
		select {
		case orders <- o:
			return nil
		case <-ctx.Done(): // the program's context: that of an asynchronous handler never ends
			return context.Cause(ctx)
		}
	}, events.Async(events.Buffer(16), events.WhenFull(events.DropNewest)))
	var loop sync.WaitGroup
	loop.Go(func() {
		report := time.NewTicker(time.Hour)
		defer report.Stop()
		n := 0
		for {
			select {
			case o, ok := <-orders:
				if !ok {
					fmt.Println("closed after", n)
					return
				}
				fmt.Println("order", o.ID)
				n++
			case <-report.C:
				fmt.Println(n, "so far")
			}
		}
	})

	_ = orderPlaced.Emit(ctx, bus, OrderPlaced{ID: "A1"})
	_ = orderPlaced.Emit(ctx, bus, OrderPlaced{ID: "B2"})
	if err := bus.Close(ctx); err == nil { // every handler has returned, so nothing sends any more
		close(orders)
	}
	loop.Wait()
	// end

	// Output:
	// order A1
	// order B2
	// closed after 2
}
