package events_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/fastpluggy/eventbus/events"
)

// says is a handler that prints a word.
func says(word string) events.Handler {
	return func(context.Context, events.Event) error {
		fmt.Println(word)
		return nil
	}
}

func ExamplePriority() {
	b := events.New()
	b.On("a", says("second"))
	b.On("a", says("third"))
	b.OnAny(says("first"), events.Priority(10))
	_ = b.Emit(context.Background(), "a", nil)
	// Output:
	// first
	// second
	// third
}

func ExampleOnce() {
	b := events.New()
	b.On("app.ready", says("ready"), events.Once())
	_ = b.Emit(context.Background(), "app.ready", nil)
	_ = b.Emit(context.Background(), "app.ready", nil)
	// Output: ready
}

func ExamplePredicate() {
	b := events.New()
	large := func(e events.Event) bool {
		sum, err := events.Field[int](e, "sum")
		return err == nil && sum > 1000
	}
	b.On("order.paid", says("look at this one"), events.Predicate(large))
	for _, sum := range []int{10, 5000, 20} {
		_ = b.Emit(context.Background(), "order.paid", events.Payload{"sum": sum})
	}
	// Output: look at this one
}

func ExampleAsync() {
	b := events.New()
	b.On("user.login", says("recorded"), events.Async(events.Buffer(100)))
	_ = b.Emit(context.Background(), "user.login", nil)   // returns at once
	if err := b.Close(context.Background()); err != nil { // delivers what is queued
		fmt.Println(err)
	}
	// Output: recorded
}

func ExampleSubscription_OffWait() {
	b, ctx := events.New(), context.Background()
	file := "open"
	s := b.On("line", func(context.Context, events.Event) error {
		fmt.Println("written, file is", file)
		return nil
	})
	_ = b.Emit(ctx, "line", nil)

	// Off alone would not do: another goroutine may be in the handler.
	if err := s.OffWait(ctx); err == nil {
		file = "closed"
	}
	_ = b.Emit(ctx, "line", nil)
	fmt.Println("file is", file)
	// Output:
	// written, file is open
	// file is closed
}

func ExampleBus_Stream() {
	b := events.New()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		for ctx.Err() == nil {
			_ = b.Emit(ctx, "tick", nil) // waits where the stream's queue is full
		}
	}()
	n := 0
	for e := range b.Stream(ctx, "tick") { // listens from here
		fmt.Println(e.Name)
		if n++; n == 3 {
			break // and is off after it
		}
	}
	// Output:
	// tick
	// tick
	// tick
}

func ExampleDisableAfter() {
	quiet := func(context.Context, events.Event, events.ListenerInfo, error) {}
	b := events.New(events.WithErrorHandler(quiet), events.WithLogger(slog.New(slog.DiscardHandler)))
	mail := b.On("order.paid", func(context.Context, events.Event) error {
		fmt.Println("trying")
		return errors.New("no mail server")
	}, events.DisableAfter(2), events.Label("mail"))
	b.On(events.ListenerDisabled.Name, func(_ context.Context, e events.Event) error {
		fmt.Println(e.Payload()["listener"], "is disabled:", e.Payload()["error"])
		return nil
	})
	for range 5 {
		_ = b.Emit(context.Background(), "order.paid", nil)
	}
	fmt.Println(mail.Info().Passed, "passed it by")
	mail.Enable()
	_ = b.Emit(context.Background(), "order.paid", nil)
	// Output:
	// trying
	// trying
	// mail is disabled: no mail server
	// 3 passed it by
	// trying
}
