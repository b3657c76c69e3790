package admin

import (
	"slices"
	"strings"
)

// A mapFocus says which topics of a map somebody wants to see: one, or those of
// an owner. What the owner hears is worked out once, not for each topic.
type mapFocus struct {
	kind, name string
	exact      map[string]bool
	prefixes   map[string]bool
	any        bool
}

func (m *snapshot) focusOn(focus string) mapFocus {
	f := mapFocus{exact: map[string]bool{}, prefixes: map[string]bool{}}
	if f.kind, f.name, _ = strings.Cut(focus, ":"); f.kind != "owner" {
		return f
	}
	for i := range m.listeners {
		switch l := &m.listeners[i]; {
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
// hears it.
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
