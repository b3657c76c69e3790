package admin

import (
	"fmt"
	"time"
)

// finding begins a finding about a listener.
func (l Listener) finding(kind string, grave bool, what, do string) Finding {
	return Finding{Kind: kind, Grave: grave, Topic: l.Pattern(), Owner: l.Owner, Listener: l.Name, File: l.File, Line: l.Line, What: what, Do: do}
}

// failing is the finding about a listener that has failed. What its error said
// is added when it is shown.
func (m *model) failing(at int) Finding {
	l := m.at(at)
	what := fmt.Sprintf("It has failed %s. The last time, at %s on %s: ", times(l.Failed), moment(l.LastErrorTime), l.LastErrorEvent)
	f := l.finding("failing", true, what, "Look into this listener: the others have had the event all the same.")
	if m.errors[at].stack != "" {
		f.Do = "Its stack says where it panicked; the other listeners have had the event all the same."
	}
	f.texts = func() (string, string) { return m.texts(at) }
	return f
}

func (l Listener) findings(now time.Time) (all []Finding) {
	if l.Disabled {
		what := fmt.Sprintf("It hears nothing any more, since it has failed too often in a row. %s it by so far.", passed(l.Passed))
		all = append(all, l.finding("disabled", true, what, "Mend what makes it fail, then call Enable on its subscription; what passed it by is not delivered any more."))
	}
	if l.Running > 0 && !l.RunningSince.IsZero() {
		what := fmt.Sprintf("A call has been running for %s.", now.Sub(l.RunningSince).Round(time.Second))
		all = append(all, l.finding("slow", true, what, "The log has its stack. Give the call a deadline, or make the listener asynchronous with events.Async, so that it delays nobody."))
	}
	if l.Full() || l.Dropped > l.Skipped {
		what := fmt.Sprintf("%d of %d wait, and %s.", l.Pending, l.Buffer, dropped(l.Dropped-l.Skipped))
		all = append(all, l.finding("full", true, what, "Make it faster, give it events.Workers or a larger events.Buffer, or say with events.WhenFull what may be dropped."))
	}
	return all
}

func dropped(n uint64) string {
	if n == 0 {
		return "none was dropped"
	}
	return fmt.Sprintf("%d dropped so far", n)
}

func passed(n uint64) string {
	if n == 1 {
		return "1 event has passed"
	}
	return fmt.Sprintf("%d events have passed", n)
}

func times(n uint64) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func (m *model) leaking() (all []Finding) {
	type key struct{ pattern, owner string }
	count := map[key]int{}
	for i := range m.listeners {
		l := m.at(i)
		k := key{l.Pattern(), l.Owner}
		if count[k]++; count[k] == leak+1 {
			all = append(all, l.finding("leaking", true, "", "Take a listener off when its job is done: Off, OffAll, or the option events.Until."))
		}
	}
	for i := range all {
		n := count[key{all[i].Topic, all[i].Owner}]
		all[i].What = fmt.Sprintf("It has %d listeners on this name.", n)
		all[i].Listener = ""
	}
	return all
}

func (m *model) stopped() (all []Finding) {
	for _, o := range m.owners {
		if o.Closed {
			all = append(all, Finding{
				Kind: "stopped", Owner: o.Owner, What: "Its view of the bus is being closed: it hears nothing from outside.",
				Do: "Nothing, where it was meant to stop. Else look who calls Close on its view.",
			})
		}
	}
	return all
}
