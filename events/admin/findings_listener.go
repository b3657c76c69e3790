package admin

import (
	"fmt"
	"time"
)

// newFinding makes a finding about a listener.
func (l Listener) newFinding(kind string, grave bool, what, do string) Finding {
	return Finding{Kind: kind, Grave: grave, Topic: l.Pattern(), Owner: l.Owner, Listener: l.Name, File: l.File, Line: l.Line, What: what, Do: do}
}

// failureFinding is the finding about a listener that has failed. The error text
// is added when the finding is shown.
func (snap *snapshot) failureFinding(at int) Finding {
	l := snap.listenerAt(at)
	what := fmt.Sprintf("Failed %s, last at %s on %s: ", formatTimes(l.Failed), formatMoment(l.LastErrorTime), l.LastErrorEvent)
	f := l.newFinding("failing", true, what, "Fix this listener. The other listeners received the event.")
	if snap.errors[at].stack != "" {
		f.Do = "The stack shows where it panicked. The other listeners received the event."
	}
	f.readTexts = func() (string, string) { return snap.errorTextsOf(at) }
	return f
}

// stateFindings returns what the state of a listener shows: it is disabled, a call
// is slow, its queue is full.
func (l Listener) stateFindings(now time.Time) (all []Finding) {
	if l.Disabled {
		what := fmt.Sprintf("Disabled after too many consecutive failures. It has missed %s since.", formatEvents(l.Passed))
		all = append(all, l.newFinding("disabled", true, what, "Fix the cause, then call Enable on its subscription. Events missed until then are not delivered."))
	}
	if l.isSlow() {
		what := fmt.Sprintf("A call has been running for %s.", now.Sub(l.RunningSince).Round(time.Second))
		all = append(all, l.newFinding("slow", true, what, "Find its stack in the log. Give the call a deadline, or make the listener asynchronous with events.Async so that it does not delay others."))
	}
	if l.Full() || l.Dropped > l.Skipped {
		what := fmt.Sprintf("The queue holds %d of %d events; %s.", l.Pending, l.Buffer, formatDropped(l.Dropped-l.Skipped))
		all = append(all, l.newFinding("full", true, what, "Make the listener faster, give it more events.Workers or a larger events.Buffer, or choose with events.WhenFull which events may be dropped."))
	}
	return all
}

func formatDropped(n uint64) string {
	if n == 0 {
		return "none dropped so far"
	}
	return fmt.Sprintf("%d dropped so far", n)
}

func formatEvents(n uint64) string {
	if n == 1 {
		return "1 event"
	}
	return fmt.Sprintf("%d events", n)
}

func formatTimes(n uint64) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// leakFindings finds owners with more than leakThreshold listeners on one name.
func (snap *snapshot) leakFindings() (all []Finding) {
	type key struct{ pattern, owner string }
	count := map[key]int{}
	for i := range snap.listeners {
		l := snap.listenerAt(i)
		k := key{l.Pattern(), l.Owner}
		if count[k]++; count[k] == leakThreshold+1 {
			all = append(all, l.newFinding("leaking", true, "", "Remove each listener when its job is done: with Off, OffAll or the option events.Until."))
		}
	}
	for i := range all {
		n := count[key{all[i].Topic, all[i].Owner}]
		all[i].What = fmt.Sprintf("This owner has %d listeners on this name.", n)
		all[i].Listener = ""
	}
	return all
}

// stoppedFindings finds owners whose view of the bus is being closed. An owner whose
// view was closed has left the bus.
func (snap *snapshot) stoppedFindings() (all []Finding) {
	for _, o := range snap.owners {
		if o.Closed {
			all = append(all, Finding{
				Kind: "stopped", Owner: o.Owner, What: "Its view of the bus is being closed: it gets only events that listeners emit.",
				Do: "Nothing if it was meant to stop. Otherwise find out what closes its view.",
			})
		}
	}
	return all
}
