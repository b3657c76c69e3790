package events_test

import (
	"context"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// HasListeners says whether an emit of the name would reach a listener: of the
// name, of a namespace above it, or of everything; and it leaves nothing behind.
func TestHasListenersOfEachScope(t *testing.T) {
	for _, c := range []struct {
		name string
		on   func(b *events.Bus) *events.Subscription
		want map[string]bool
	}{
		{
			"of the name", func(b *events.Bus) *events.Subscription { return b.On("a.b", discard) },
			map[string]bool{"a.b": true, "a": false, "a.b.c": false, "x": false},
		},
		{
			"of a namespace", func(b *events.Bus) *events.Subscription { return b.OnNamespace("a", discard) },
			map[string]bool{"a.b": true, "a.b.c": true, "a": false, "ab": false},
		},
		{
			"of everything", func(b *events.Bus) *events.Subscription { return b.OnAny(discard) },
			map[string]bool{"a.b": true, "x": true},
		},
		{
			"asynchronous", func(b *events.Bus) *events.Subscription { return b.On("a.b", discard, events.Async()) },
			map[string]bool{"a.b": true, "x": false},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := unwatched()
			sub := c.on(b)
			for _, emitted := range []bool{false, true} { // before there is a table, and after
				for name, want := range c.want {
					if got := b.HasListeners(name); got != want {
						t.Errorf("HasListeners(%q) = %v, want %v (emitted before: %v)", name, got, want, emitted)
					}
					mustEmit(t, b, name, nil)
				}
			}
			sub.Off()
			for name := range c.want {
				if b.HasListeners(name) {
					t.Errorf("HasListeners(%q) after Off", name)
				}
			}
			closeBus(t, b)
		})
	}
}

func TestHasListenersDoesNotAllocate(t *testing.T) {
	b := unwatched()
	b.On("a.b", discard) // and nothing is emitted: the first question makes the tables
	b.On("c.d", discard, events.Until(t.Context()))
	if n := testing.AllocsPerRun(100, func() { b.HasListeners("a.b"); b.HasListeners("c.d"); b.HasListeners("x") }); n != 0 {
		t.Errorf("it allocates %v times, want 0", n)
	}
}

// listenerKinds are listeners, with the names that they hear of hearable.
var listenerKinds = map[string]struct {
	on    func(b *events.Bus) *events.Subscription
	heard []string
}{
	"nobody":          {func(*events.Bus) *events.Subscription { return nil }, nil},
	"the name":        {func(b *events.Bus) *events.Subscription { return b.On("user.login", discard) }, []string{"user.login"}},
	"a queue":         {func(b *events.Bus) *events.Subscription { return b.On("user.login", discard, events.Async()) }, []string{"user.login"}},
	"a namespace":     {func(b *events.Bus) *events.Subscription { return b.OnNamespace("user", discard) }, []string{"user.login", "user.a.b"}},
	"a deep one":      {func(b *events.Bus) *events.Subscription { return b.OnNamespace("user.a", discard) }, []string{"user.a.b"}},
	"everything":      {func(b *events.Bus) *events.Subscription { return b.OnAny(discard) }, listenedNames},
	"a plugin's view": {func(b *events.Bus) *events.Subscription { return b.As("p").OnNamespace("user", discard) }, []string{"user.login", "user.a.b"}},
}

var listenedNames = []string{"user.login", "user.a.b", "user", "users.login", "other"}

// HasListeners reports whether a name has a listener, of whichever kind, and
// whatever the bus was used for before.
func TestHasListeners(t *testing.T) {
	for before, prepare := range map[string]func(b *events.Bus){
		"a new bus": func(*events.Bus) {},
		"names that were emitted": func(b *events.Bus) {
			for _, name := range listenedNames {
				mustEmit(t, b, name, nil)
			}
		},
		"a declared name":      func(b *events.Bus) { mustDeclare(t, b, events.EventSpec{Name: "user.login"}) },
		"a listener that left": func(b *events.Bus) { b.On("user.login", discard).Off(); b.OnNamespace("user", discard).Off() },
	} {
		for who, h := range listenerKinds {
			t.Run(before+", "+who, func(t *testing.T) {
				b := unwatched()
				prepare(b)
				s := h.on(b)
				wantListeners(t, b, h.heard)
				for _, name := range listenedNames {
					mustEmit(t, b, name, nil)
				}
				wantListeners(t, b, h.heard)
				if s != nil {
					s.Off()
				}
				wantListeners(t, b, nil)
				closeBus(t, b)
			})
		}
	}
}

func wantListeners(t *testing.T, b *events.Bus, heard []string) {
	t.Helper()
	want := map[string]bool{}
	for _, name := range heard {
		want[name] = true
	}
	for _, name := range listenedNames {
		if got := b.HasListeners(name); got != want[name] {
			t.Errorf("HasListeners(%q): %v, want %v", name, got, want[name])
		}
	}
}

// HasListeners does not count a listener whose context has ended, also before the
// listener is taken off.
func TestHasListenersSeesTheEndOfUntil(t *testing.T) {
	for name, on := range map[string]func(b *events.Bus, opts ...events.Option){
		"of the name":    func(b *events.Bus, opts ...events.Option) { b.On("a.b", discard, opts...) },
		"of a namespace": func(b *events.Bus, opts ...events.Option) { b.OnNamespace("a", discard, opts...) },
		"of everything":  func(b *events.Bus, opts ...events.Option) { b.OnAny(discard, opts...) },
		"typed": func(b *events.Bus, opts ...events.Option) {
			matrixTopic.On(b, func(context.Context, nothing) error { return nil }, opts...)
		},
		"asynchronous": func(b *events.Bus, opts ...events.Option) { b.On("a.b", discard, append(opts, events.Async())...) },
	} {
		t.Run(name, func(t *testing.T) {
			for range 200 { // often the listener is off before the question
				b := unwatched()
				ctx, cancel := context.WithCancel(background)
				on(b, events.Until(ctx))
				on(b, events.Until(ctx))
				if !b.HasListeners("a.b") {
					t.Fatal("no listener before the end")
				}
				cancel()
				if b.HasListeners("a.b") {
					t.Fatal("a listener whose context has ended")
				}
				other := b.On("a.b", discard)
				if !b.HasListeners("a.b") {
					t.Fatal("no listener, though another one is there")
				}
				other.Off()
			}
		})
	}
}
