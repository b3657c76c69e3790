package events

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// A ListenerInfo describes one listener, what it listens to and what it has done.
// While no emit is under way, the events it accepted are Delivered + Dropped +
// Pending.
type ListenerInfo struct {
	Name      string   `json:"name"` // its label, otherwise its function
	Owner     string   `json:"owner"`
	File      string   `json:"file"` // where it was registered
	Line      int      `json:"line"`
	Priority  int      `json:"priority"`
	Flags     []string `json:"flags"` // once, predicate, async, keyed, until, serial, breaker
	Accepted  uint64   `json:"accepted"`
	Delivered uint64   `json:"delivered"` // calls that have ended, failed ones too
	Failed    uint64   `json:"failed"`
	Dropped   uint64   `json:"dropped"`
	Pending   int      `json:"pending"`            // queued
	Buffer    int      `json:"buffer,omitempty"`   // how many may be; asynchronous listeners
	Running   int      `json:"running"`            // calls under way
	Disabled  bool     `json:"disabled,omitempty"` // by DisableAfter
	Passed    uint64   `json:"passed,omitempty"`   // events emitted while it was disabled; not in Accepted
	Skipped   uint64   `json:"skipped,omitempty"`  // the part of Dropped that was queued, or waited for its turn, when it was disabled
	// RunningSince is when the longest call under way was first noticed: within
	// a quarter of the slow threshold of its begin. It is zero before that.
	RunningSince time.Time `json:"running_since,omitzero"`
	// P50 and P99 are how long half of the calls took at most, and 99 of 100,
	// to an eighth. They are measured only while Observe runs, and zero otherwise,
	// since that takes two clock reads a call.
	P50 time.Duration `json:"p50_ns,omitempty"`
	P99 time.Duration `json:"p99_ns,omitempty"`

	LastError      string    `json:"last_error,omitempty"`       // its type if its Error exits, or blocks for 100 ms
	LastErrorEvent string    `json:"last_error_event,omitempty"` // the event's name
	LastErrorTime  time.Time `json:"last_error_time,omitzero"`
	LastErrorStack string    `json:"last_error_stack,omitempty"` // if it was a panic

	Scope string `json:"scope,omitempty"` // what it listens to: one "topic", a "namespace" or "any" event
	Topic string `json:"topic,omitempty"` // the name or the prefix; empty for "any"
}

// A TopicInfo lists the listeners of one name, in order of delivery.
type TopicInfo struct {
	Topic     string         `json:"topic"`
	Count     int            `json:"count"`
	Listeners []ListenerInfo `json:"listeners"`
}

// A NamespaceInfo lists the listeners of one namespace, in order of delivery.
type NamespaceInfo struct {
	Prefix    string         `json:"prefix"`
	Count     int            `json:"count"`
	Listeners []ListenerInfo `json:"listeners"`
}

// An OwnerInfo describes one owner, such as a plugin.
type OwnerInfo struct {
	Owner     string `json:"owner"`
	Listeners int    `json:"listeners"`
	Closed    bool   `json:"closed"` // its view is being closed, or the bus is closed: emits from outside are refused
}

// OwnerInfo returns the owners that have a view of the bus, sorted by name, with ""
// for the bus from New. An owner whose view was closed has left the bus. It is a
// copy.
func (b *Bus) OwnerInfo() []OwnerInfo {
	out := []OwnerInfo{}
	for _, o := range b.core().Owners() {
		out = append(out, OwnerInfo{o.Name, o.Listeners, o.Closed})
	}
	return out
}

// ListenerCount returns the number of listeners of every kind and owner.
func (b *Bus) ListenerCount() int {
	return b.core().Count()
}

// Topics returns the names that have listeners of their own, sorted: those of
// TopicInfo.
func (b *Bus) Topics() []string {
	topics := []string{}
	for _, t := range b.TopicInfo() {
		topics = append(topics, t.Topic)
	}
	return topics
}

// TopicInfo returns the part of Listeners that listens to single names, sorted by
// name.
func (b *Bus) TopicInfo() []TopicInfo {
	out := []TopicInfo{}
	for name, listeners := range b.listenersByTopic(dispatch.Exact) {
		out = append(out, TopicInfo{name, len(listeners), listeners})
	}
	slices.SortFunc(out, func(x, y TopicInfo) int { return strings.Compare(x.Topic, y.Topic) })
	return out
}

// NamespaceInfo returns the part of Listeners that listens to namespaces, sorted by
// prefix.
func (b *Bus) NamespaceInfo() []NamespaceInfo {
	out := []NamespaceInfo{}
	for prefix, listeners := range b.listenersByTopic(dispatch.Namespace) {
		out = append(out, NamespaceInfo{prefix, len(listeners), listeners})
	}
	slices.SortFunc(out, func(x, y NamespaceInfo) int { return strings.Compare(x.Prefix, y.Prefix) })
	return out
}

// AnyInfo returns the part of Listeners that listens to every event, in order of
// delivery.
func (b *Bus) AnyInfo() []ListenerInfo { return b.listenersByTopic(dispatch.Any)[""] }

func (b *Bus) listenersByTopic(scope dispatch.Scope) map[string][]ListenerInfo {
	all, figures := b.core().Listeners()
	groups := map[string][]ListenerInfo{}
	for _, l := range all {
		if l.Scope() == scope {
			groups[l.Topic()] = append(groups[l.Topic()], listenerInfo(l, figures[l]))
		}
	}
	return groups
}

func listenerInfo(l *dispatch.Listener, f dispatch.Figures) ListenerInfo {
	file, line := l.Place()
	in := ListenerInfo{
		Name: l.Name(), Owner: l.Owner(), File: file, Line: line, Priority: l.Settings().Priority, Flags: flagNames(l.Settings()),
		Accepted: f.Accepted, Delivered: f.Delivered, Failed: f.Failed, Dropped: f.Dropped, Pending: f.Pending, Buffer: f.Buffer, Running: f.Running,
		Disabled: f.Disabled, Passed: f.Passed, Skipped: f.Skipped,
		RunningSince: f.Since, P50: f.P50, P99: f.P99, Scope: scopeNames[l.Scope()], Topic: l.Topic(),
	}
	if f.Last != nil {
		in.setLastFailure(f.Last)
	}
	return in
}

// setLastFailure fills in a listener's last failure.
func (in *ListenerInfo) setLastFailure(last *dispatch.Last) {
	in.LastError = last.Text()
	in.LastErrorEvent, in.LastErrorTime = last.Event, last.At
	if p, ok := last.Err.(*PanicError); ok && p != nil {
		in.LastErrorStack = string(p.Stack)
	}
}

func (in ListenerInfo) place() string { return fmt.Sprintf("%s:%d", in.File, in.Line) }

func flagNames(set dispatch.Config) []string {
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
		{set.Serial, "serial"},
		{set.Failures > 0, "breaker"},
	} {
		if f.set {
			out = append(out, f.name)
		}
	}
	return out
}

// Listening is the former name of ListenerInfo, from when that had no Scope and
// Topic.
//
// Deprecated: use [ListenerInfo].
type Listening = ListenerInfo

// Listeners returns every listener of the bus, in order of delivery: listeners of a
// name, of its namespaces and of everything are in the order in which an event of
// that name reaches them. It is a copy, made in one step; its cost grows with the
// number of listeners.
func (b *Bus) Listeners() []ListenerInfo {
	all, figures := b.core().Listeners()
	out := make([]ListenerInfo, 0, len(all))
	for _, l := range all {
		out = append(out, listenerInfo(l, figures[l]))
	}
	return out
}

var scopeNames = map[dispatch.Scope]string{
	dispatch.Exact: "topic", dispatch.Namespace: "namespace", dispatch.Any: "any",
}
