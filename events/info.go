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
	Flags     []string `json:"flags"` // once, predicate, async, keyed, until, serial, breaker
	Accepted  uint64   `json:"accepted"`
	Delivered uint64   `json:"delivered"` // calls that have ended, failed ones too
	Failed    uint64   `json:"failed"`
	Dropped   uint64   `json:"dropped"`
	Pending   int      `json:"pending"`            // queued
	Buffer    int      `json:"buffer,omitempty"`   // how many may be; asynchronous listeners
	Running   int      `json:"running"`            // calls under way
	Disabled  bool     `json:"disabled,omitempty"` // by DisableAfter
	Passed    uint64   `json:"passed,omitempty"`   // events that passed it by while it was disabled; not Accepted
	Skipped   uint64   `json:"skipped,omitempty"`  // of Dropped: what its queue held when it was disabled
	// RunningSince is when the longest call under way was first noticed: within
	// a quarter of the slow threshold of its begin. It is zero before that.
	RunningSince time.Time `json:"running_since,omitzero"`
	// P50 and P99 are how long half of the calls took at most, and 99 of 100,
	// to an eighth. They are measured only while somebody observes the bus, and
	// zero otherwise: it takes two clock reads a call.
	P50 time.Duration `json:"p50_ns,omitempty"`
	P99 time.Duration `json:"p99_ns,omitempty"`

	LastError      string    `json:"last_error,omitempty"`       // its type if its Error exits, or blocks for 100 ms
	LastErrorEvent string    `json:"last_error_event,omitempty"` // the event's name
	LastErrorTime  time.Time `json:"last_error_time,omitzero"`
	LastErrorStack string    `json:"last_error_stack,omitempty"` // where it was a panic
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

// OwnerInfo tells of one owner, such as a plugin.
type OwnerInfo struct {
	Owner     string `json:"owner"`
	Listeners int    `json:"listeners"`
	Closed    bool   `json:"closed"` // its view is being closed, or the bus was: it hears nothing from outside
}

// OwnerInfo returns those who have a view of the bus, by name, with "" for the
// bus from New. One whose view was closed has left.
func (b *Bus) OwnerInfo() []OwnerInfo {
	out := []OwnerInfo{}
	for _, o := range b.core().Owners() {
		out = append(out, OwnerInfo{o.Name, o.Listeners, o.Closed})
	}
	return out
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
		Accepted: f.Accepted, Delivered: f.Delivered, Failed: f.Failed, Dropped: f.Dropped, Pending: f.Pending, Buffer: f.Buffer, Running: f.Running,
		Disabled: f.Disabled, Passed: f.Passed, Skipped: f.Skipped,
		RunningSince: f.Since, P50: f.P50, P99: f.P99,
	}
	if f.Last != nil {
		in.failed(f.Last)
	}
	return in
}

// failed fills in a listener's last failure.
func (in *ListenerInfo) failed(last *dispatch.Last) {
	in.LastError = last.Text()
	in.LastErrorEvent, in.LastErrorTime = last.Event, last.At
	if p, ok := last.Err.(*PanicError); ok && p != nil {
		in.LastErrorStack = string(p.Stack)
	}
}

func (in ListenerInfo) place() string { return fmt.Sprintf("%s:%d", in.File, in.Line) }

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
		{set.Serial, "serial"},
		{set.Failures > 0, "breaker"},
	} {
		if f.set {
			out = append(out, f.name)
		}
	}
	return out
}
