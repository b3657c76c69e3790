package goroutines // want package:`events\(job.done\)`

import (
	"context"
	"fmt"
	"io"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

var topic = typed.NewTopic[struct{}]("job.done")

func send(context.Context) error { return nil }
func sendTwo() (int, error)      { return 0, nil }
func quiet()                     {}
func report(func() error)        {}

func listen(ctx context.Context, b *events.Bus, c io.Closer, errs chan error) {
	b.On("user.login", func(ctx context.Context, e events.Event) error {
		go send(ctx) // want `the error of send is lost here, and its panic ends the program; return it from the handler, and register that with events.Async\(\)`
		go func() {  // want `the error of sendTwo is lost here`
			sendTwo()
		}()
		go func() { _ = send(ctx); _, _ = sendTwo() }()
		go func() { // want `the error of send is lost here`
			if true {
				send(ctx)
			}
		}()
		go func() error { return send(ctx) }() // want `the error of the function is lost here`
		go quiet()
		go func() { errs <- send(ctx) }()
		go func() {
			if err := send(ctx); err != nil {
				errs <- err
			}
		}()
		go func() { _ = c.Close(); fmt.Println() }()
		go func() { defer send(ctx); report(func() error { _ = send(ctx); return nil }) }()
		return nil
	})
	b.OnAny(any)
	topic.On(b, func(ctx context.Context, _ struct{}) error {
		go send(ctx) // want `the error of send is lost here`
		return nil
	})
	go send(ctx) // no handler
}

func any(ctx context.Context, e events.Event) error {
	go send(ctx) // want `the error of send is lost here`
	return nil
}
