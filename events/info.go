package events

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// ListenerInfo describes one listener and what it has done. At every quiet
// moment the events it accepted are Delivered + Dropped + Pending.
type ListenerInfo struct {
	Name      string   `json:"name"` // its label, else its function
	Owner     string   `json:"owner"`
	File      string   `json:"file"` // where it was registered
	Line      int      `json:"line"`
	Priority  int      `json:"priority"`
	Flags     []string `json:"flags"` // once, predicate, async, keyed, until
	Accepted  uint64   `json:"accepted"`
	Delivered uint64   `json:"delivered"` // calls that have ended, failed ones too
	Failed    uint64   `json:"failed"`
	Dropped   uint64   `json:"dropped"`
	Pending   int      `json:"pending"` // queued
	Running   int      `json:"running"` // calls under way
	// RunningSince is when the longest call under way was first noticed: within
	// a quarter of the slow threshold of its begin. It is zero before that.
	RunningSince time.Time `json:"running_since,omitzero"`
	LastError    string    `json:"last_error,omitempty"`
}

// TopicInfo tells who listens to one name, in order of delivery.
type TopicInfo struct {
	Topic     string         `json:"topic"`
	Count     int            `json:"count"`
	Listeners []ListenerInfo `json:"listeners"`
}

// NamespaceInfo tells who listens to one namespace, in order of delivery.
type NamespaceInfo struct {
	Prefix    string         `json:"prefix"`
	Count     int            `json:"count"`
	Listeners []ListenerInfo `json:"listeners"`
}

// ListenerCount counts listeners of every kind.
func (b *Bus) ListenerCount() int {
	return b.core().Count()
}

// Topics returns the names that have listeners of their own, sorted.
func (b *Bus) Topics() []string {
	topics := []string{}
	for _, t := range b.TopicInfo() {
		topics = append(topics, t.Topic)
	}
	return topics
}

// TopicInfo returns the names that have listeners of their own, sorted.
func (b *Bus) TopicInfo() []TopicInfo {
	out := []TopicInfo{}
	for name, listeners := range b.grouped(dispatch.Exact) {
		out = append(out, TopicInfo{name, len(listeners), listeners})
	}
	slices.SortFunc(out, func(x, y TopicInfo) int { return strings.Compare(x.Topic, y.Topic) })
	return out
}

// NamespaceInfo returns the namespaces that have listeners, sorted.
func (b *Bus) NamespaceInfo() []NamespaceInfo {
	out := []NamespaceInfo{}
	for prefix, listeners := range b.grouped(dispatch.Namespace) {
		out = append(out, NamespaceInfo{prefix, len(listeners), listeners})
	}
	slices.SortFunc(out, func(x, y NamespaceInfo) int { return strings.Compare(x.Prefix, y.Prefix) })
	return out
}

// AnyInfo returns the listeners of OnAny, in order of delivery.
func (b *Bus) AnyInfo() []ListenerInfo { return b.grouped(dispatch.Any)[""] }

func (b *Bus) grouped(scope dispatch.Scope) map[string][]ListenerInfo {
	all, figures := b.core().Listeners()
	groups := map[string][]ListenerInfo{}
	for _, l := range all {
		if l.Scope() == scope {
			groups[l.Topic()] = append(groups[l.Topic()], info(l, figures[l]))
		}
	}
	return groups
}

func info(l *dispatch.Listener, f dispatch.Figures) ListenerInfo {
	file, line := l.Place()
	in := ListenerInfo{
		Name: l.Name(), Owner: l.Owner(), File: file, Line: line, Priority: l.Settings().Priority, Flags: flags(l.Settings()),
		Accepted: f.Accepted, Delivered: f.Delivered, Failed: f.Failed, Dropped: f.Dropped, Pending: f.Pending, Running: f.Running, RunningSince: f.Since,
	}
	if f.LastError != nil {
		in.LastError = fmt.Sprint(f.LastError) // survives a typed nil, whose Error panics
	}
	return in
}

func (l ListenerInfo) place() string { return fmt.Sprintf("%s:%d", l.File, l.Line) }

func flags(set dispatch.Config) []string {
	out := []string{}
	for _, f := range []struct {
		set  bool
		name string
	}{
		{set.Once, "once"},
		{set.Predicate != nil, "predicate"},
		{set.Async, "async"},
		{set.Key != nil, "keyed"},
		{set.Until != nil, "until"},
	} {
		if f.set {
			out = append(out, f.name)
		}
	}
	return out
}
