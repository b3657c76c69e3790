package events

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/hint"
)

// Explain tells in a few lines who would hear name, in order, who would not
// and why, and a name like it where nobody listens to name itself. It is for
// people; the text may change.
func (b *Bus) Explain(name string) string {
	if err := ValidateName(name); err != nil {
		return err.Error()
	}
	var out strings.Builder
	hearers := b.core().Hearers(name)
	if len(hearers) == 0 {
		fmt.Fprintf(&out, "%s\n", b.noListenerText(name))
	} else {
		fmt.Fprintf(&out, "%s is heard, in this order, by\n", name)
	}
	heard := map[*dispatch.Listener]bool{}
	for i, l := range hearers {
		heard[l] = true
		fmt.Fprintf(&out, "  %d. %s\n", i+1, describeListener(l))
	}
	if also := b.suggestName(name, hearers); also != "" {
		fmt.Fprintf(&out, "  %s\n", also)
	}
	all, _ := b.core().Listeners()
	for _, l := range all {
		if !heard[l] {
			fmt.Fprintf(&out, "  not %s: it listens to %s\n", describeListener(l), listensTo(l))
		}
	}
	return out.String()
}

// describeListener names a listener with what decides whether and when it is called.
func describeListener(l *dispatch.Listener) string {
	file, line := l.Place()
	var also []string
	if l.Owner() != "" {
		also = append(also, "owner "+l.Owner())
	}
	set := l.Settings()
	also = append(also, fmt.Sprintf("priority %d", set.Priority), listensTo(l))
	if set.Predicate != nil {
		also = append(also, "if its predicate says yes")
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
	return fmt.Sprintf("%s (%s) %s:%d", l.Name(), strings.Join(also, ", "), filepath.Base(file), line)
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

// noListenerText says that nobody hears name, and what may have been meant.
func (b *Bus) noListenerText(name string) string {
	if near, ok := hint.Near(name, b.knownNames()); ok {
		return fmt.Sprintf("nobody hears %s; did you mean %s?", name, near)
	}
	return fmt.Sprintf("nobody hears %s", name)
}

// suggestName says what may have been meant by a name that nobody declared and
// that namespace and any-listeners alone hear. Such names are normal: it is
// empty where no known name is near.
func (b *Bus) suggestName(name string, hearers []*dispatch.Listener) string {
	exact := func(l *dispatch.Listener) bool { return l.Scope() == dispatch.Exact }
	if len(hearers) == 0 || slices.ContainsFunc(hearers, exact) {
		return ""
	}
	known := b.knownNames()
	near, ok := hint.Near(name, known)
	if !ok || slices.Contains(known, name) {
		return ""
	}
	return fmt.Sprintf("nobody listens to %s itself: did you mean %s?", name, near)
}

// knownNames lists the names that somebody listens to or has declared.
func (b *Bus) knownNames() []string { return append(b.Topics(), b.declaredNames()...) }
