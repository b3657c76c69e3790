package admin

import (
	"slices"
	"strings"
)

// A mapFocus selects topics of a map: one topic, or those of an owner. The names
// and patterns that the owner listens to are collected once, not for each topic.
type mapFocus struct {
	kind, name string
	exact      map[string]bool
	prefixes   map[string]bool
	any        bool
}

func (snap *snapshot) focusOn(focus string) mapFocus {
	f := mapFocus{exact: map[string]bool{}, prefixes: map[string]bool{}}
	if f.kind, f.name, _ = strings.Cut(focus, ":"); f.kind != "owner" {
		return f
	}
	for i := range snap.listeners {
		switch l := &snap.listeners[i]; {
		case l.Owner != f.name:
		case l.Scope == "topic":
			f.exact[l.Topic] = true
		case l.Scope == "namespace":
			f.prefixes[l.Topic] = true
		default:
			f.any = true
		}
	}
	return f
}

// includesTopic reports whether the focus is the topic, or an owner that emits or
// listens to it.
func (f mapFocus) includesTopic(topic string, emitters []string) bool {
	switch f.kind {
	case "topic":
		return topic == f.name
	case "owner":
		return f.ownerListens(topic) || slices.Contains(emitters, f.name)
	}
	return true
}

func (f mapFocus) ownerListens(topic string) bool {
	if f.any || f.exact[topic] {
		return true
	}
	for i := range len(topic) {
		if topic[i] == '.' && f.prefixes[topic[:i]] {
			return true
		}
	}
	return false
}
