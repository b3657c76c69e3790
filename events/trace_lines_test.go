package events_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// The writer of a trace is called for one's own lines: an emitter does not go
// on writing those of others, however many there are.
func TestAnEmitterWritesItsOwnTrace(t *testing.T) {
	bounded(t, func(t *testing.T) {
		b := unwatched(events.WithTrace(onWrite(func() { time.Sleep(2 * time.Millisecond) })))
		stop := make(chan struct{})
		go func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(time.Millisecond):
					_ = b.Emit(background, "theirs", nil)
				}
			}
		}()
		took := make(chan time.Duration, 1)
		go func() {
			start := time.Now()
			_ = b.Emit(background, "mine", nil)
			took <- time.Since(start)
		}()
		time.Sleep(time.Minute)
		select {
		case d := <-took:
			if d > time.Second {
				t.Errorf("one emit took %v", d)
			}
		default:
			t.Error("one emit writes the others' lines, without end")
		}
		close(stop)
		time.Sleep(5 * time.Second)
		if len(took) == 0 {
			select {
			case <-took:
			default:
			}
		}
		wantClosed(t, b)
	})
}

// The lines that wait for a slow writer are bounded.
func TestTraceLinesAreBounded(t *testing.T) {
	bounded(t, func(t *testing.T) {
		var written atomic.Int64
		gate := make(chan struct{})
		b := unwatched(events.WithTrace(onWrite(func() { <-gate; written.Add(1) })))
		go func() { _ = b.Emit(background, "first", nil) }()
		time.Sleep(time.Second)
		const emits = 100_000
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range emits {
				_ = b.Emit(background, "later", nil)
			}
		}()
		time.Sleep(time.Second)
		select {
		case <-done: // most of the lines are gone, since no emit waited
			close(gate)
			time.Sleep(time.Second)
			if n := written.Load(); n > 20_000 {
				t.Errorf("%d lines had waited", n)
			}
		default:
			close(gate)
			<-done
		}
		wantClosed(t, b)
	})
}
