package migrate_test

import (
	"context"
	"fmt"
	"sync"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/kelindar/event"
)

// snippet: kelindar/before
type Saved struct{ File string }

func (Saved) Type() uint32 { return 1 }

// end

func Example_kelindarBefore() {
	// snippet: kelindar/before
	d := event.NewDispatcher()
	var heard sync.WaitGroup
	cancel := event.Subscribe(d, func(s Saved) {
		fmt.Println("saved", s.File)
		heard.Done()
	})

	heard.Add(1)
	event.Publish(d, Saved{File: "a.txt"})
	heard.Wait()
	cancel()
	_ = d.Close()
	// end

	// Output: saved a.txt
}

// snippet: kelindar/after
var savedTopic = typed.NewTopic[Saved]("file.saved")

// end

func Example_kelindarAfter() {
	ctx := context.Background()
	// snippet: kelindar/after
	b := events.New()
	saved := savedTopic.On(b, func(_ context.Context, s Saved) error {
		fmt.Println("saved", s.File)
		return nil
	}, events.Async())

	_ = savedTopic.Emit(ctx, b, Saved{File: "a.txt"})
	_ = b.Drain(ctx)
	saved.Off()
	_ = b.Close(ctx)
	// end

	// Output: saved a.txt
}
