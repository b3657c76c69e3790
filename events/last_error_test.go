package events_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// blocksInError is an error whose Error blocks until a channel is closed.
type blocksInError struct{ until chan struct{} }

func (e blocksInError) Error() string { <-e.until; return "late" }

// A listener's last error is code of the program. Its Error is called once, on a
// goroutine of its own, and never on that of a caller that looks at the listener.
func TestLastErrorHarmsNobodyWhoLooks(t *testing.T) {
	for name, look := range map[string]func(b *events.Bus, s *events.Subscription) string{
		"Info":      func(_ *events.Bus, s *events.Subscription) string { return s.Info().LastError },
		"Listeners": func(b *events.Bus, _ *events.Subscription) string { return b.Listeners()[0].LastError },
		"TopicInfo": func(b *events.Bus, _ *events.Subscription) string { return b.TopicInfo()[0].Listeners[0].LastError },
		"NamespaceInfo": func(b *events.Bus, s *events.Subscription) string {
			defer b.OnNamespace("a", discard).Off()
			return s.Info().LastError + b.NamespaceInfo()[0].Listeners[0].LastError
		},
		"AnyInfo": func(b *events.Bus, s *events.Subscription) string {
			defer b.OnAny(discard).Off()
			return s.Info().LastError + b.AnyInfo()[0].LastError
		},
	} {
		for kind, opts := range map[string][]events.Option{"synchronous": nil, "async": {events.Async()}, "breaker": {events.DisableAfter(1)}} {
			t.Run(name+", "+kind, inBubble(func(t *testing.T) {
				until := make(chan struct{})
				defer close(until)
				for want, err := range map[string]error{
					"exitsInError": exitsInError{}, "PANIC": panicsInError{}, "blocksInError": blocksInError{until}, "boom": errBoom,
				} {
					b := unwatched()
					b.OnError(func(context.Context, events.Event, events.ListenerInfo, error) {})
					s := b.On("a.b", fails(err), opts...)
					mustEmit(t, b, "a.b", nil)
					time.Sleep(time.Minute)
					before := time.Now()
					for range 10 {
						text := make(chan string, 1)
						go func() {
							defer close(text)
							text <- look(b, s)
						}()
						if got := <-text; !strings.Contains(got, want) {
							t.Errorf("LastError is %q, want it to contain %q", got, want)
						}
					}
					if d := time.Since(before); d > 200*time.Millisecond {
						t.Errorf("ten looks took %v, want 100 ms at most", d)
					}
					closeBus(t, b)
				}
			}))
		}
	}
}
