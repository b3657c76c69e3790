package admin

import "github.com/fastpluggy/eventbus/events"

// patternOf says what a listener listens to: "user.login", "user.*" or "*".
func patternOf(l events.Listening) string {
	switch l.Scope {
	case "namespace":
		return l.Topic + ".*"
	case "any":
		return "*"
	}
	return l.Topic
}

// A row is one line of a table of listeners.
type listenerRow struct {
	Listener
	Key   string // of the row: a listener of a namespace stands in several topics
	Order int
	Via   string // "user.*", in a table of topics
}

func newListenerRow(i int, l Listener, under string, inTopic bool) listenerRow {
	r := listenerRow{l, under + "-" + l.ID, i + 1, ""}
	if inTopic && l.Scope != "topic" {
		r.Via = l.Pattern()
	}
	return r
}
