package events_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/events"
)

// figures are what introspection says: each listener's own, and the order of
// those that are on.
func (r *realBus) figures() (lines []string) {
	for id, s := range r.subs {
		i := s.Info()
		lines = append(lines, expectedFigures{i.Accepted, i.Delivered, i.Failed, i.Dropped, i.Pending, i.Running, i.LastError}.line(id))
	}
	b := r.views[""]
	for _, t := range b.TopicInfo() {
		lines = append(lines, inOrder("On "+t.Topic, t.Listeners, t.Count))
	}
	for _, n := range b.NamespaceInfo() {
		lines = append(lines, inOrder("OnNamespace "+n.Prefix, n.Listeners, n.Count))
	}
	if any := b.AnyInfo(); len(any) > 0 {
		lines = append(lines, inOrder("OnAny ", any, len(any)))
	}
	return append(lines, fmt.Sprint("topics ", b.Topics()))
}

func inOrder(what string, all []events.ListenerInfo, count int) string {
	names := []string{}
	for _, l := range all {
		names = append(names, l.Name)
	}
	return fmt.Sprintf("%d %s: %s", count, what, strings.Join(names, " "))
}

// A expectedFigures is one listener's figures.
type expectedFigures struct {
	accepted, delivered, failed, dropped uint64
	pending, running                     int
	lastError                            string
}

func (t expectedFigures) line(id int) string {
	last := strings.ReplaceAll(t.lastError, "\n", " ")
	if strings.HasSuffix(last, exitsToo) {
		last = events.ErrGoexit.Error()
	}
	return fmt.Sprintf("%d: accepted %d, delivered %d, failed %d, dropped %d, pending %d, running %d, last error %q",
		id, t.accepted, t.delivered, t.failed, t.dropped, t.pending, t.running, last)
}

func (m *modelBus) figures() (lines []string) {
	groups := map[string][]*modelListener{}
	for _, l := range m.all {
		t := l.expectedFigures
		t.pending, t.running = len(l.queued), len(l.calls)
		lines = append(lines, t.line(l.id))
		if !l.off {
			scope := strings.Replace(strings.Replace(l.scope, "Topic.OnEvent", "On", 1), "Topic.On", "On", 1)
			groups[scope+" "+l.topic] = append(groups[scope+" "+l.topic], l)
		}
	}
	topics := []string{}
	rank := func(s string) int { return map[string]int{"On": 1, "OnNamespace": 2, "OnAny": 3}[strings.Fields(s)[0]] }
	for _, g := range slices.SortedFunc(maps.Keys(groups), func(x, y string) int {
		return cmp.Or(rank(x)-rank(y), strings.Compare(x, y))
	}) {
		m.sort(groups[g])
		names := []string{}
		for _, l := range groups[g] {
			names = append(names, fmt.Sprint(l.id))
		}
		lines = append(lines, fmt.Sprintf("%d %s: %s", len(names), g, strings.Join(names, " ")))
		if rank(g) == 1 {
			topics = append(topics, strings.Fields(g)[1])
		}
	}
	return append(lines, fmt.Sprint("topics ", topics))
}
