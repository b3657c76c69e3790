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
	hearers := b.core().ListenersTo(name)
	if len(hearers) == 0 {
		fmt.Fprintf(&out, "%s\n", b.unheard(name))
	} else {
		fmt.Fprintf(&out, "%s is heard, in this order, by\n", name)
	}
	heard := map[*dispatch.Listener]bool{}
	for i, l := range hearers {
		heard[l] = true
		fmt.Fprintf(&out, "  %d. %s\n", i+1, describe(l))
	}
	if also := b.overheard(name, hearers); also != "" {
		fmt.Fprintf(&out, "  %s\n", also)
	}
	all, _ := b.core().Listeners()
	for _, l := range all {
		if !heard[l] {
			fmt.Fprintf(&out, "  not %s: it listens to %s\n", describe(l), where(l))
		}
	}
	return out.String()
}

// describe names a listener with what decides whether and when it is called.
func describe(l *dispatch.Listener) string {
	file, line := l.Place()
	var also []string
	if l.Owner() != "" {
		also = append(also, "owner "+l.Owner())
	}
	set := l.Settings()
	also = append(also, fmt.Sprintf("priority %d", set.Priority), where(l))
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

func where(l *dispatch.Listener) string {
	switch l.Scope() {
	case dispatch.Namespace:
		return l.Topic() + ".*"
	case dispatch.Any:
		return "everything"
	}
	return l.Topic()
}

// unheard says that nobody hears name, and what may have been meant.
func (b *Bus) unheard(name string) string {
	if near, ok := hint.Near(name, b.known()); ok {
		return fmt.Sprintf("nobody hears %s; did you mean %s?", name, near)
	}
	return fmt.Sprintf("nobody hears %s", name)
}

// overheard says what may have been meant by a name that nobody declared and
// that namespace and any-listeners alone hear. Such names are normal: it is
// empty where no known name is near.
func (b *Bus) overheard(name string, hearers []*dispatch.Listener) string {
	exact := func(l *dispatch.Listener) bool { return l.Scope() == dispatch.Exact }
	if len(hearers) == 0 || slices.ContainsFunc(hearers, exact) {
		return ""
	}
	known := b.known()
	near, ok := hint.Near(name, known)
	if !ok || slices.Contains(known, name) {
		return ""
	}
	return fmt.Sprintf("nobody listens to %s itself: did you mean %s?", name, near)
}

// known lists the names that somebody listens to or has declared.
func (b *Bus) known() []string { return append(b.Topics(), b.declaredNames()...) }

// traced writes the line of one emit.
func (b *Bus) traced(t dispatch.Trace) {
	var out strings.Builder
	fmt.Fprintf(&out, "events: %s", clip(t.Meta.Name))
	if t.Meta.Source != "" {
		fmt.Fprintf(&out, " from %s", t.Meta.Source)
	}
	if t.Refused {
		out.WriteString(": refused")
	} else if len(t.Entries) == 0 {
		fmt.Fprintf(&out, ": %s", b.unheard(t.Meta.Name))
	}
	for i, e := range t.Entries {
		sep := map[bool]string{true: ": ", false: "; "}[i == 0]
		what := e.What
		if what == "" {
			what = "ok"
		}
		fmt.Fprintf(&out, "%s%s %s", sep, e.Listener.Name(), what)
	}
	if also := b.overheard(t.Meta.Name, hearersOf(t.Entries)); also != "" && !t.Refused {
		fmt.Fprintf(&out, "; %s", also)
	}
	if t.Err != nil {
		fmt.Fprintf(&out, " (%v)", t.Err)
	}
	line := strings.ReplaceAll(out.String(), "\n", " | ")
	b.state().trace.write(line + "\n")
}

func hearersOf(entries []dispatch.TraceEntry) (by []*dispatch.Listener) {
	for _, e := range entries {
		by = append(by, e.Listener)
	}
	return by
}
