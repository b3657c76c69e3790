package events

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// Explain says in a few lines which listeners would get an event of that name, in
// order, which would not and why, and suggests a similar name if none listens to
// name itself. It calls no predicate. The text is for humans and may change.
func (b *Bus) Explain(name string) string {
	if err := ValidateName(name); err != nil {
		return err.Error()
	}
	var out strings.Builder
	listeners := b.core().ListenersTo(name)
	if len(listeners) == 0 {
		fmt.Fprintf(&out, "%s\n", b.noListenerText(name))
	} else {
		fmt.Fprintf(&out, "listeners of %s, in order of delivery:\n", name)
	}
	found := map[*dispatch.Listener]bool{}
	for i, l := range listeners {
		found[l] = true
		fmt.Fprintf(&out, "  %d. %s\n", i+1, describeListener(l))
	}
	if also := b.suggestName(name, listeners); also != "" {
		fmt.Fprintf(&out, "  %s\n", also)
	}
	all, _ := b.core().Listeners()
	for _, l := range all {
		if !found[l] {
			fmt.Fprintf(&out, "  not %s: it listens to %s\n", describeListener(l), listensTo(l))
		}
	}
	return out.String()
}

// describeListener names a listener with what decides whether and when it is
// called.
func describeListener(l *dispatch.Listener) string {
	file, line := l.Place()
	var also []string
	if l.Owner() != "" {
		also = append(also, "owner "+l.Owner())
	}
	set := l.Settings()
	also = append(also, fmt.Sprintf("priority %d", set.Priority), listensTo(l))
	if set.Predicate != nil {
		also = append(also, "if its predicate holds")
	}
	if set.Once {
		also = append(also, "once")
	}
	if set.Async {
		also = append(also, "async")
	}
	if l.Disabled() {
		also = append(also, "disabled")
	}
	return fmt.Sprintf("%s (%s) %s", l.Name(), strings.Join(also, ", "), errtext.ShortPlace(file, line))
}

func listensTo(l *dispatch.Listener) string {
	switch l.Scope() {
	case dispatch.Namespace:
		return l.Topic() + ".*"
	case dispatch.Any:
		return "everything"
	}
	return l.Topic()
}

// noListenerText says that name has no listener, and suggests a similar name.
func (b *Bus) noListenerText(name string) string {
	if near, ok := eventname.Near(name, b.knownNames()); ok {
		return fmt.Sprintf("no listener for %s; did you mean %s?", name, near)
	}
	return fmt.Sprintf("no listener for %s", name)
}

// suggestName suggests a similar name for one that is not declared and has only
// namespace and any-listeners. Such names are normal: it returns "" if no known
// name is similar.
func (b *Bus) suggestName(name string, listeners []*dispatch.Listener) string {
	exact := func(l *dispatch.Listener) bool { return l.Scope() == dispatch.Exact }
	if len(listeners) == 0 || slices.ContainsFunc(listeners, exact) {
		return ""
	}
	known := b.knownNames()
	near, ok := eventname.Near(name, known)
	if !ok || slices.Contains(known, name) {
		return ""
	}
	return fmt.Sprintf("no listener for %s itself; did you mean %s?", name, near)
}

// knownNames returns the names that have listeners or declarations.
func (b *Bus) knownNames() []string { return append(b.Topics(), b.declaredNames()...) }
