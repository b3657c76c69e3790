package admin

import (
	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

// A Listener is one listener, and the name or pattern that it listens to.
type Listener struct {
	events.Listening
	ID string `json:"id"` // stays the same while the program runs and the listener is subscribed
}

// Place returns where the listener was registered, in short:
// "authuser/routes.go:12".
func (l Listener) Place() string { return errtext.ShortPlace(l.File, l.Line) }

// Pattern returns the name or pattern that the listener listens to: "user.login",
// "user.*" or "*".
func (l Listener) Pattern() string { return patternOf(l.Listening) }

// Full reports whether the queue of an asynchronous listener is full.
func (l Listener) Full() bool { return l.Buffer > 0 && l.Pending >= l.Buffer }

// isSlow reports whether a call has been running for longer than the bus's slow
// threshold: only then does the bus say since when.
func (l Listener) isSlow() bool { return l.Running > 0 && !l.RunningSince.IsZero() }

func (l Listener) matchesSearch(search string) bool {
	return containsFold(l.Name, search) || containsFold(l.Owner, search) || containsFold(l.Place(), search)
}

// patternOf returns the name or pattern of a listener: "user.login", "user.*" or
// "*".
func patternOf(l events.ListenerInfo) string {
	switch l.Scope {
	case "namespace":
		return l.Topic + ".*"
	case "any":
		return "*"
	}
	return l.Topic
}

// A listenerColumn is one column of the tables of listeners.
type listenerColumn struct {
	Title string
	Class string // its width in style.css; "num" aligns figures
	Hint  string // shown when the mouse is over the title
}

// listenerColumns are the columns in order. To add one, add it here, its cell to
// "listenerRow" in listeners.html and, unless the width of "num" fits, its class
// to style.css.
var listenerColumns = []listenerColumn{
	{Title: "#", Class: "num order"},
	{Title: "Listener"},
	{Title: "Owner", Class: "owner"},
	{Title: "Registered at", Class: "place"},
	{Title: "Priority", Class: "num"},
	{Title: "Delivered", Class: "num delivered"},
	{Title: "Failed", Class: "num"},
	{Title: "Dropped", Class: "num"},
	{Title: "Pending", Class: "num"},
	{Title: "p50", Class: "num duration", Hint: "Half of the calls took no longer. Measured while this page is open."},
	{Title: "p99", Class: "num duration", Hint: "99 % of the calls took no longer. Measured while this page is open."},
}

// A listenerRow is one row of a table of listeners.
type listenerRow struct {
	Listener
	Key   string // id of the row: a namespace listener is in the rows of several topics
	Order int
	Via   string // the listener's pattern, if it is not the topic itself
}

// newTopicRow makes the row of a listener below a topic.
func newTopicRow(i int, l Listener, topic string) listenerRow {
	r := newGroupRow(i, l, topic)
	if l.Scope != "topic" {
		r.Via = l.Pattern()
	}
	return r
}

// newGroupRow makes the row of a listener below its own pattern.
func newGroupRow(i int, l Listener, pattern string) listenerRow {
	return listenerRow{Listener: l, Key: pattern + "-" + l.ID, Order: i + 1}
}
