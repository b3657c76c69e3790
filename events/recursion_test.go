package events_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// A nestedEmits sees how deep listeners are nested, and keeps what the emit at its
// top returned.
type nestedEmits struct {
	depth, deepest int
	refusal        error
}

// tooDeep is where a test gives up that was not refused.
const tooDeep = 3000

// level is one listener that emits: its own failure is not the matter.
func (w *nestedEmits) level(emit func(depth int) error) error {
	w.depth++
	defer func() { w.depth-- }()
	w.deepest = max(w.deepest, w.depth)
	if w.depth > tooDeep {
		return nil
	}
	if err := emit(w.depth); err != nil && w.refusal == nil {
		w.refusal = err
	}
	return nil
}

// wants checks at which depth the chain ended, and returns why.
func (w *nestedEmits) wants(t *testing.T, depth int) *events.RecursionError {
	t.Helper()
	r, ok := errors.AsType[*events.RecursionError](w.refusal)
	if !ok {
		t.Fatalf("the emit at depth %d returned %v, want a *RecursionError", w.deepest, w.refusal)
	}
	if w.deepest != depth || r.Depth != depth {
		t.Errorf("%d listeners were nested, and the error says %d; want %d", w.deepest, r.Depth, depth)
	}
	return r
}

type ping struct{}

var goTopic = typed.NewTopic[ping]("go")

// ring returns n names of which each listener emits the next.
func ring(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("ring.n%02d", i))
	}
	return names
}

// recursions are ways in which listeners of the names call each other; they
// return what starts it.
var recursions = []struct {
	name string
	wire func(w *nestedEmits, b *events.Bus, names []string) (start func() error)
}{
	{"context passed on", func(w *nestedEmits, b *events.Bus, names []string) func() error {
		for i, name := range names {
			b.On(name, func(ctx context.Context, _ events.Event) error {
				return w.level(func(int) error { return b.Emit(ctx, names[(i+1)%len(names)], nil) })
			})
		}
		return func() error { return b.Emit(context.Background(), names[0], nil) }
	}},
	{"context dropped", func(w *nestedEmits, b *events.Bus, names []string) func() error {
		for i, name := range names {
			b.On(name, func(context.Context, events.Event) error {
				return w.level(func(int) error { return b.Emit(background, names[(i+1)%len(names)], nil) })
			})
		}
		return func() error { return b.Emit(background, names[0], nil) }
	}},
	{"EmitWait", func(w *nestedEmits, b *events.Bus, names []string) func() error {
		for i, name := range names {
			b.On(name, func(ctx context.Context, _ events.Event) error {
				return w.level(func(int) error { return b.EmitWait(ctx, names[(i+1)%len(names)], nil) })
			})
		}
		return func() error { return b.EmitWait(background, names[0], nil) }
	}},
	{"typed", func(w *nestedEmits, b *events.Bus, names []string) func() error {
		topics := topicsOf(names)
		for i, topic := range topics {
			topic.On(b, func(ctx context.Context, p ping) error {
				return w.level(func(int) error { return topics[(i+1)%len(names)].Emit(ctx, b, p) })
			})
		}
		return func() error { return topics[0].Emit(background, b, ping{}) }
	}},
	{"typed and untyped by turns", func(w *nestedEmits, b *events.Bus, names []string) func() error {
		topics := topicsOf(names)
		for i, name := range names {
			b.On(name, func(ctx context.Context, _ events.Event) error {
				next := (i + 1) % len(names)
				return w.level(func(depth int) error {
					if depth%2 == 0 {
						return topics[next].Emit(ctx, b, ping{})
					}
					return b.Emit(ctx, names[next], nil)
				})
			})
		}
		return func() error { return b.Emit(background, names[0], nil) }
	}},
	{"a namespace", func(w *nestedEmits, b *events.Bus, names []string) func() error {
		b.OnNamespace("ring", func(ctx context.Context, _ events.Event) error {
			return w.level(func(depth int) error { return b.Emit(ctx, names[depth%len(names)], nil) })
		})
		return func() error { return b.Emit(background, names[0], nil) }
	}},
	{"everything", func(w *nestedEmits, b *events.Bus, names []string) func() error {
		b.OnAny(func(ctx context.Context, _ events.Event) error {
			return w.level(func(depth int) error { return b.Emit(ctx, names[depth%len(names)], nil) })
		}, events.Predicate(func(events.Event) bool { return true }))
		return func() error { return b.Emit(background, names[0], nil) }
	}},
	{"views", func(w *nestedEmits, b *events.Bus, names []string) func() error {
		for i, name := range names {
			view := b.As("plugin" + name)
			view.On(name, func(ctx context.Context, _ events.Event) error {
				return w.level(func(int) error { return view.Emit(ctx, names[(i+1)%len(names)], nil) })
			})
		}
		return func() error { return b.Emit(background, names[0], nil) }
	}},
}

func topicsOf(names []string) (topics []*typed.Topic[ping]) {
	for _, name := range names {
		topics = append(topics, typed.NewTopic[ping](name))
	}
	return topics
}

// B28: endless recursion is refused at depth 64, or at that of WithMaxDepth, with
// an error that names the cycle. The refused emit calls no listener, those around
// it are not disturbed, and the bus stays usable.
func TestB28_RecursionIsRefused(t *testing.T) {
	for _, way := range recursions {
		for _, n := range []int{1, 2, 3, 16} {
			t.Run(fmt.Sprintf("%s, %d names", way.name, n), func(t *testing.T) {
				b, w, names := events.New(), &nestedEmits{}, ring(n)
				heard := 0
				b.OnAny(func(context.Context, events.Event) error { heard++; return nil }, events.Priority(1))
				start := way.wire(w, b, names)
				if err := start(); err != nil {
					t.Errorf("the outermost emit returned %v", err)
				}
				r := w.wants(t, 64)
				if heard != 64 {
					t.Errorf("%d events were heard, want 64: the refused one is heard by nobody", heard)
				}
				if want := names[64%n]; r.Name != want {
					t.Errorf("refused %q, want %q", r.Name, want)
				}
				wantCycle(t, r, names, way.name == "a namespace" || way.name == "everything")
				if err := b.Drain(background); err != nil {
					t.Error(err)
				}
				*w = nestedEmits{}
				_ = start()
				w.wants(t, 64)
			})
		}
	}
}

// wantCycle checks the names of the error: one turn of the circle, or of a
// long one the last part. Of names that share a table it knows what they share.
func wantCycle(t *testing.T, r *events.RecursionError, names []string, shared bool) {
	t.Helper()
	last := len(r.Cycle) - 1
	if last < 1 || r.Cycle[last] != r.Name {
		t.Fatalf("the cycle %v does not end with %q", r.Cycle, r.Name)
	}
	wantText(t, r.Error(), fmt.Sprintf("%q is emitted inside 64 other emits", r.Name), strings.Join(r.Cycle, " → "), "break the cycle")
	if shared {
		return
	}
	if n := len(names); n <= 3 && last != n || n > 3 && last < 3 {
		t.Errorf("the cycle of %d names is told as %v", len(names), r.Cycle)
	}
	at := slices.Index(names, r.Name)
	for i := range r.Cycle {
		if want := names[((at-i)%len(names)+len(names))%len(names)]; r.Cycle[last-i] != want {
			t.Errorf("the cycle is told as %v; %q stands where %q was emitted", r.Cycle, r.Cycle[last-i], want)
		}
	}
}

// B28: WithMaxDepth sets the depth, exactly.
func TestB28_MaxDepth(t *testing.T) {
	for _, depth := range []int{1, 2, 3, 17, 64, 65, 200} {
		for _, way := range recursions {
			b, w := events.New(events.WithMaxDepth(depth)), &nestedEmits{}
			_ = way.wire(w, b, ring(1))()
			t.Run(fmt.Sprintf("%s, %d", way.name, depth), func(t *testing.T) { w.wants(t, depth) })
		}
	}
}

// B28: a namespace listener that emits ever new names below its own prefix is
// a recursion though no name comes twice.
func TestB28_EverNewNames(t *testing.T) {
	b, w := events.New(), &nestedEmits{}
	b.OnNamespace("job", func(context.Context, events.Event) error {
		return w.level(func(depth int) error { return b.Emit(background, fmt.Sprintf("job.step%d", depth), nil) })
	})
	mustEmit(t, b, "job.step0", nil)
	if r := w.wants(t, 64); r.Name != "job.step64" {
		t.Errorf("refused %q, want job.step64", r.Name)
	}
}

// B28: recursion through two buses is on one stack, too.
func TestB28_ThroughTwoBuses(t *testing.T) {
	one, two, w := events.New(), events.New(), &nestedEmits{}
	for b, other := range map[*events.Bus]*events.Bus{one: two, two: one} {
		b.On("a", func(context.Context, events.Event) error {
			return w.level(func(int) error { return other.Emit(background, "a", nil) })
		})
	}
	mustEmit(t, one, "a", nil)
	w.wants(t, 64)
}
