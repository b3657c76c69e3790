package events_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/google/go-cmp/cmp"
)

// A queueModel is what a queue should do, one step after the other.
type queueModel struct {
	bound, workers int
	full           events.FullPolicy
	queue, waiting []int
	heard          []int
	figures
}

func (m *queueModel) emit(n int) {
	switch {
	case len(m.queue) < m.bound:
		m.queue = append(m.queue, n)
	case m.full == events.Block:
		m.waiting = append(m.waiting, n)
		return
	case m.full == events.DropNewest:
		m.Dropped++
	case m.full == events.DropOldest:
		m.queue = append(m.queue[1:], n)
		m.Dropped++
	default:
		m.Dropped += uint64(len(m.queue))
		m.queue = []int{n}
	}
	m.Accepted++
	m.settle()
}

func (m *queueModel) served() { m.Running--; m.Delivered++; m.settle() }

// giveUp is the end of the context of the i-th that waits.
func (m *queueModel) giveUp(i int) {
	m.waiting = slices.Delete(m.waiting, i, i+1)
	m.Accepted++
	m.Dropped++
}

func (m *queueModel) off() {
	lost := len(m.queue) + len(m.waiting)
	m.Accepted += uint64(len(m.waiting))
	m.Dropped += uint64(lost)
	m.queue, m.waiting = nil, nil
	m.settle()
}

// settle lets workers take what is queued, and in those that waited longest.
func (m *queueModel) settle() {
	for again := true; again; {
		again = false
		if len(m.queue) > 0 && m.Running < m.workers {
			m.heard, m.queue, again = append(m.heard, m.queue[0]), m.queue[1:], true
			m.Running++
		}
		if len(m.waiting) > 0 && len(m.queue) < m.bound {
			m.queue, m.waiting, again = append(m.queue, m.waiting[0]), m.waiting[1:], true
			m.Accepted++
		}
	}
	m.Pending = len(m.queue)
}

// B34: random programs of emits, calls that end and contexts that end, each step
// compared with the model: which events are called in which order, and every
// figure. Events of emits that waited for room come in the order of their waits,
// and at the end Off counts as dropped the queued events and those that waited.
func TestB34_PoliciesFollowTheModel(t *testing.T) {
	for _, full := range everyPolicy() {
		for _, workers := range []int{1, 3} {
			for _, bound := range []int{1, 2, 5} {
				t.Run(fmt.Sprintf("%s, %d workers, room for %d", dispatch.Policy(full), workers, bound), inBubble(func(t *testing.T) {
					m := &queueModel{bound: bound, workers: workers, full: full}
					if full == events.Latest {
						m.bound = 1
					}
					runQueueModel(t, m, events.Buffer(bound), events.Workers(workers), events.WhenFull(full))
				}))
			}
		}
	}
}

func runQueueModel(t *testing.T, m *queueModel, opts ...events.AsyncOption) {
	b := events.New(events.WithErrorHandler(new(failures).handle))
	c := newCounter(b, opts...)
	r := rand.New(rand.NewPCG(1, 2))
	ends := map[int]context.CancelFunc{}
	emitted, returned := 0, make(chan error, 1000)
	for step := 0; step < 200 && !t.Failed(); step++ {
		switch n := r.IntN(10); {
		case n < 1 && len(m.waiting) > 0:
			i := r.IntN(len(m.waiting))
			ends[m.waiting[i]]()
			m.giveUp(i)
		case n < 5 && m.Running > 0:
			c.next <- struct{}{}
			m.served()
		default:
			var ctx context.Context
			ctx, ends[emitted] = context.WithCancel(background)
			go func() { returned <- b.Emit(ctx, "a", number(emitted)) }()
			synctest.Wait() // the goroutine has read emitted
			m.emit(emitted)
			emitted++
		}
		synctest.Wait()
		compareQueue(t, c, m)
		if len(returned) != emitted-len(m.waiting) {
			t.Errorf("%d of %d emits have returned, %d should be waiting", len(returned), emitted, len(m.waiting))
		}
	}
	c.Off()
	m.off()
	synctest.Wait()
	compareQueue(t, c, m)
	if len(returned) != emitted {
		t.Errorf("%d of %d emits have returned after Off", len(returned), emitted)
	}
	close(c.next)
	closeBus(t, b)
	for _, end := range ends {
		end()
	}
}

func compareQueue(t *testing.T, c *counter, m *queueModel) {
	t.Helper()
	have, want := slices.Clone(c.heard), slices.Clone(m.heard)
	if m.workers > 1 { // who begins at once may begin in either order
		slices.Sort(have)
		slices.Sort(want)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	figuresOf(c.Subscription).wants(t, m.figures)
}
