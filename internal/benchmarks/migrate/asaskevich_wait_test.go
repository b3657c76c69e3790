package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	EventBus "github.com/asaskevich/EventBus"
	"github.com/fastpluggy/eventbus/events"
)

func Example_asaskevichWaitBefore() {
	// snippet: asaskevich/wait/before
	paper := make(chan struct{}) // closed when there is paper
	bus := EventBus.New()
	_ = bus.SubscribeAsync("report:due", func() {
		<-paper
		fmt.Println("printed")
	}, false)

	bus.Publish("report:due")
	done := make(chan struct{})
	go func() {
		bus.WaitAsync()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Millisecond):
		fmt.Println("not yet printed")
	}
	// end
	close(paper)
	<-done

	// Output:
	// not yet printed
	// printed
}

func Example_asaskevichWaitAfter() {
	ctx := context.Background()
	// snippet: asaskevich/wait/after
	paper := make(chan struct{}) // closed when there is paper
	bus := events.New()
	bus.On("report.due", func(context.Context, events.Event) error {
		<-paper
		fmt.Println("printed")
		return nil
	}, events.Async())

	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	err := bus.EmitWait(short, "report.due", nil)
	if errors.Is(err, context.DeadlineExceeded) {
		fmt.Println("not yet printed")
	}
	// end
	close(paper)
	_ = bus.Drain(ctx)

	// Output:
	// not yet printed
	// printed
}
