package dispatch

import (
	"slices"
	"time"
)

// Asynchronous listeners that answer each other can go on for ever: no stack
// grows, so no emit is refused. The watch finds them by samples. At each tick,
// the next emit into each queue with work looks at its stack, to see which
// queue's worker it comes from. If for a second every sample of a queue came from
// a worker, and the queues of these workers lead back to it, that is a loop. It
// is reported once.

// A loopSample is what a queue knows of where its events come from. The queue's
// mu guards it.
type loopSample struct {
	from     *queue // the last sample; nil: from no worker
	event    string
	streak   int // how many samples in a row came from a worker
	since    time.Time
	accepted uint64 // at that time
	reported bool
}

// loopStreak is how many samples in a row make a loop: one second of them.
const loopStreak = 20

// sampleEmitter looks at whose worker the emit comes from. The emit's own round
// is on the stack.
func (q *queue) sampleEmitter(event string) {
	s := lookAtStack()
	var from *queue
	if s.calls > 0 {
		s.readMarks()
		from = q.core.busyQueues.findByAddress(s.innermostMark(workFrame))
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if from == nil {
		q.loop = loopSample{reported: q.loop.reported}
		return
	}
	q.loop.from, q.loop.event = from, event
	if q.loop.streak++; q.loop.streak == 1 {
		q.loop.since, q.loop.accepted = time.Now(), q.accepted
	}
}

// sampleLoops asks for the next samples, and returns a loop that the last ones
// have shown, if any.
func (c *Core) sampleLoops(now time.Time) *Loop {
	if c.hooks.Looping == nil {
		return nil
	}
	var found *Loop
	for _, q := range c.busyQueues.all() {
		if q.askForSample() && found == nil {
			found = q.traceLoop(now)
		}
	}
	return found
}

// askForSample asks for a sample of the next emit into q, and into the queues
// that the last samples came from: in a loop with one event, each tick may find
// the same queue at work. It reports whether q may be part of a loop.
func (q *queue) askForSample() (suspicious bool) {
	at := q
	for range 16 {
		at.mu.Lock()
		at.wantsSample = true
		if at == q {
			suspicious = q.loop.streak >= loopStreak && !q.loop.reported
		}
		next := at.loop.from
		at.mu.Unlock()
		if next == nil || next == q {
			break
		}
		at = next
	}
	return suspicious
}

// traceLoop follows where the events of q come from. If that leads back to q it
// returns the loop, and marks it as reported.
func (q *queue) traceLoop(now time.Time) *Loop {
	var members []*queue
	at := q
	for range 16 {
		members = append(members, at)
		at.mu.Lock()
		next, settled := at.loop.from, at.loop.streak >= loopStreak && !at.loop.reported
		at.mu.Unlock()
		if next == nil || !settled {
			return nil
		}
		if next == q {
			return q.reportLoop(members, now)
		}
		at = next
	}
	return nil
}

// reportLoop returns the loop, and marks its queues as reported. The members were
// found against the direction of the events.
func (q *queue) reportLoop(members []*queue, now time.Time) *Loop {
	slices.Reverse(members)
	l := new(Loop)
	for _, m := range members {
		l.Listeners = append(l.Listeners, m.l)
		m.mu.Lock()
		m.loop.reported = true
		l.Events = append(l.Events, m.loop.event)
		m.mu.Unlock()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	l.For = now.Sub(q.loop.since)
	l.Rate = float64(q.accepted-q.loop.accepted) / max(l.For.Seconds(), 1e-3)
	return l
}
