package typed_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// Saved is a payload by hand; evgen writes such structs from declarations.
type Saved struct {
	Path  string  `json:"path"`
	Bytes int64   `json:"bytes"`
	By    *string `json:"by,omitempty"` // optional
}

// SavedTopic is made once, and serves all buses.
var SavedTopic = typed.NewTopic[Saved]("doc.saved", typed.Description("Fired when a document is on disk."))

func ExampleTopic() {
	ctx, bus := context.Background(), events.New()
	SavedTopic.On(bus, func(_ context.Context, s Saved) error {
		fmt.Println("saved", s.Path)
		return nil
	})
	_ = SavedTopic.Emit(ctx, bus, Saved{Path: "a.txt", Bytes: 3})
	// Output: saved a.txt
}

func ExampleNewTopic() {
	type Resized struct {
		Width  int `json:"width"`
		Height int `json:"height"`
	}
	resized := typed.NewTopic[Resized]("window.resized")
	fmt.Println(resized.Name())
	// Output: window.resized
}

func ExampleTopic_On() {
	ctx, bus := context.Background(), events.New()
	sub := SavedTopic.On(bus, func(_ context.Context, s Saved) error {
		fmt.Println(s.Path, s.Bytes)
		return nil
	}, events.Priority(10))

	_ = SavedTopic.Emit(ctx, bus, Saved{Path: "a.txt", Bytes: 3})
	sub.Off()
	_ = SavedTopic.Emit(ctx, bus, Saved{Path: "b.txt", Bytes: 4})
	// Output: a.txt 3
}

func ExampleTopic_OnEvent() {
	ctx, bus := context.Background(), events.New()
	SavedTopic.OnEvent(bus, func(_ context.Context, e typed.Event[Saved]) error {
		fmt.Println(e.Name, "by", e.Source, "at a known time:", !e.Time.IsZero())
		return nil
	})
	_ = SavedTopic.Emit(ctx, bus.As("editor"), Saved{Path: "a.txt"})
	// Output: doc.saved by editor at a known time: true
}

// An emitter learns of listeners' failures by EmitWait only.
func ExampleTopic_EmitWait() {
	bus := events.New()
	bus.OnError(func(context.Context, events.Event, events.ListenerInfo, error) {}) // the default logs
	SavedTopic.On(bus, func(context.Context, Saved) error { return errors.New("disk full") }, events.Label("backup"))

	err := SavedTopic.EmitWait(context.Background(), bus.As("editor"), Saved{Path: "a.txt"})
	if failed, ok := errors.AsType[*events.ListenerError](err); ok {
		fmt.Println(failed.Listener, "failed on", failed.Event, "with:", failed.Err)
	}
	// Output: backup failed on doc.saved with: disk full
}

func ExampleTopic_When() {
	ctx, bus := context.Background(), events.New()
	large := SavedTopic.When(func(e typed.Event[Saved]) bool { return e.Payload.Bytes > 1000 })
	SavedTopic.On(bus, func(_ context.Context, s Saved) error {
		fmt.Println("large:", s.Path)
		return nil
	}, large)
	_ = SavedTopic.Emit(ctx, bus, Saved{Path: "small.txt", Bytes: 3})
	_ = SavedTopic.Emit(ctx, bus, Saved{Path: "large.txt", Bytes: 3000})
	// Output: large: large.txt
}

func ExampleTopic_Stream() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	bus := events.New()
	go func() { // an endless source of events
		for ctx.Err() == nil {
			_ = SavedTopic.Emit(ctx, bus, Saved{Path: "a.txt"})
			time.Sleep(time.Millisecond)
		}
	}()
	for e := range SavedTopic.Stream(ctx, bus) {
		fmt.Println("saved", e.Payload.Path)
		break // takes the listener off
	}
	fmt.Println(bus.ListenerCount(), "listeners")
	// Output:
	// saved a.txt
	// 0 listeners
}

func ExampleTopic_Spec() {
	spec := SavedTopic.Spec()
	fmt.Println(spec.Name, spec.Payload["bytes"], spec.Payload["by"])
	fmt.Println(events.New().As("editor").Declare(spec))
	// Output:
	// doc.saved int64 *string
	// <nil>
}

// Typed and untyped plugins meet on one bus, in both directions.
func Example_untyped() {
	ctx, bus := context.Background(), events.New()
	bus.On("doc.saved", func(_ context.Context, e events.Event) error {
		path, err := events.Field[string](e, "path")
		fmt.Println("untyped:", path)
		return err
	})
	SavedTopic.On(bus, func(_ context.Context, s Saved) error {
		fmt.Println("typed:  ", s.Path, s.Bytes)
		return nil
	})
	_ = SavedTopic.Emit(ctx, bus, Saved{Path: "a.txt", Bytes: 3})
	_ = bus.Emit(ctx, "doc.saved", events.Payload{"path": "b.txt", "bytes": 4}) // an int becomes an int64
	// Output:
	// untyped: a.txt
	// typed:   a.txt 3
	// untyped: b.txt
	// typed:   b.txt 4
}
