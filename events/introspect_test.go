package events_test

import (
	"context"
	"encoding/json"
	"math"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// namedHandler has a name to be shown by.
func namedHandler(context.Context, events.Event) error { return nil }

// Introspection shows who listens, where, in order of delivery.
func TestIntrospection(t *testing.T) {
	b := events.New()
	p := b.As("p")
	b.On("b.x", namedHandler)
	p.On("b.x", discard, events.Priority(3), events.Label("first"), events.Once(), events.Until(t.Context()))
	b.On("a", discard, events.Label("a"))
	p.OnNamespace("b", discard, events.Label("ns"), events.Async())
	b.OnNamespace("b", discard, events.Label("ns1"), events.Priority(1))
	b.OnNamespace("a", discard, events.Label("nsa"))
	b.OnAny(discard, events.Label("any"), events.Priority(math.MinInt), events.Predicate(func(events.Event) bool { return true }))

	if n := b.As("q").ListenerCount(); n != 7 {
		t.Errorf("ListenerCount: %d, want 7", n)
	}
	if diff := cmp.Diff([]string{"a", "b.x"}, b.Topics()); diff != "" {
		t.Errorf("Topics (-want +got):\n%s", diff)
	}
	place := cmpopts.IgnoreFields(events.ListenerInfo{}, "File", "Line", "Scope", "Topic")
	topics := []events.TopicInfo{
		{Topic: "a", Count: 1, Listeners: []events.ListenerInfo{{Name: "a", Flags: []string{}}}},
		{Topic: "b.x", Count: 2, Listeners: []events.ListenerInfo{
			{Name: "first", Owner: "p", Priority: 3, Flags: []string{"once", "until"}},
			{Name: "github.com/fastpluggy/eventbus/events_test.namedHandler", Flags: []string{}},
		}},
	}
	if diff := cmp.Diff(topics, b.TopicInfo(), place); diff != "" {
		t.Errorf("TopicInfo (-want +got):\n%s", diff)
	}
	spaces := []events.NamespaceInfo{
		{Prefix: "a", Count: 1, Listeners: []events.ListenerInfo{{Name: "nsa", Flags: []string{}}}},
		{Prefix: "b", Count: 2, Listeners: []events.ListenerInfo{
			{Name: "ns1", Priority: 1, Flags: []string{}}, {Name: "ns", Owner: "p", Flags: []string{"async"}, Buffer: 1024},
		}},
	}
	if diff := cmp.Diff(spaces, b.NamespaceInfo(), place); diff != "" {
		t.Errorf("NamespaceInfo (-want +got):\n%s", diff)
	}
	all := []events.ListenerInfo{{Name: "any", Priority: math.MinInt, Flags: []string{"predicate"}}}
	if diff := cmp.Diff(all, b.AnyInfo(), place); diff != "" {
		t.Errorf("AnyInfo (-want +got):\n%s", diff)
	}
}

// A listener's place is the line of the program that registered it.
func TestPlaceIsTheCallers(t *testing.T) {
	b := events.New()
	_, file, line, _ := runtime.Caller(0)
	for name, s := range map[string]*events.Subscription{
		"On": b.On("a", discard), "OnNamespace": b.OnNamespace("a", discard), "OnAny": b.OnAny(discard),
		"a view's On": b.As("p").On("a", discard),
	} {
		if i := s.Info(); i.File != file || i.Line < line+1 || i.Line > line+4 {
			t.Errorf("%s: registered at %s:%d", name, i.File, i.Line)
		}
	}
}

// An empty bus has empty lists, not null.
func TestIntrospectionMarshals(t *testing.T) {
	b := events.New()
	text := func() string {
		out, err := json.Marshal([]any{b.Topics(), b.TopicInfo(), b.NamespaceInfo(), b.Catalog()})
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if got := text(); got != "[[],[],[],[]]" {
		t.Errorf("an empty bus is %s", got)
	}
	b.On("a", discard, events.Label(`<script>"`))
	wantText(t, text(), `"topic":"a"`, `"count":1`, `"flags":[]`, `"pending":0`, `"priority":0`, `"name":"\u003cscript\u003e\""`)
}

// Figures count every call that has ended, failed ones too, and what waits and
// runs; at any moment accepted = delivered + dropped + pending + running.
func TestFiguresAddUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := watched()
		s := b.On("a", func(_ context.Context, e events.Event) error {
			time.Sleep(time.Second)
			if e.Payload()["n"].(int)%2 == 0 {
				return errBoom
			}
			return nil
		}, events.Async())
		picky := b.On("a", discard, events.Predicate(func(e events.Event) bool { return e.Payload()["n"] == 1 }))
		for n := range 6 {
			mustEmit(t, b, "a", events.Payload{"n": n})
		}
		time.Sleep(2*time.Second + time.Second/2)
		i := s.Info()
		if i.Delivered != 2 || i.Failed != 1 || i.Pending != 3 || i.Running != 1 || i.LastError != "boom" {
			t.Errorf("in the middle: %+v", i)
		}
		s.Off()
		closeBus(t, b)
		if i := s.Info(); i.Delivered != 3 || i.Failed != 2 || i.Dropped != 3 || i.Pending+i.Running != 0 {
			t.Errorf("at the end: %+v", i)
		}
		if i := picky.Info(); i.Delivered != 1 {
			t.Errorf("what a predicate refuses is not a call: %+v", i)
		}
	})
}

// B55: introspection may be asked while everything moves.
func TestIntrospectionUnderTraffic(t *testing.T) {
	b := events.New()
	var work sync.WaitGroup
	for range 3 {
		work.Go(func() {
			for range 200 {
				s := b.As("p").On("a.b", discard, events.Async())
				b.OnNamespace("a", discard, events.Once())
				_ = b.Emit(background, "a.b", nil)
				s.Off()
			}
		})
	}
	work.Go(func() {
		for range 200 {
			_, _, _, _ = b.TopicInfo(), b.NamespaceInfo(), b.ListenerCount(), b.Explain("a.b")
			_ = b.Declare(events.EventSpec{Name: "a.b"})
			_ = b.Catalog()
		}
	})
	work.Wait()
	closeBus(t, b)
}

// B34: figures never wrap round or fall, also while a round is under way
// that has taken a listener off, or a table with a long call went out of use.
func TestFiguresWhileARoundLasts(t *testing.T) {
	b := events.New()
	if err := b.Declare(events.EventSpec{Name: "a"}); err != nil {
		t.Fatal(err)
	}
	var next *events.Subscription
	b.On("a", func(context.Context, events.Event) error { next.Off(); return nil })
	next = b.On("a", discard)
	b.On("a", func(context.Context, events.Event) error {
		if n := next.Info().Delivered; n != 0 {
			t.Errorf("%d delivered to a listener that is off, want 0", n)
		}
		b.On("b", discard)
		before := b.Catalog()[0].Emits
		b.On("a", discard).Off() // the table is out of use, with this round inside
		if n := b.Catalog()[0].Emits; n < before {
			t.Errorf("emits fell from %d to %d", before, n)
		}
		return nil
	})
	for range 5 {
		mustEmit(t, b, "a", nil)
	}
	if n := b.Catalog()[0].Emits; n != 5 {
		t.Errorf("%d emits, want 5", n)
	}
}

// B12: nothing of an asynchronous listener is running once it has been waited
// for, whatever its worker does before it ends.
func TestRunningCountsCallsOnly(t *testing.T) {
	b := events.New()
	s := b.On("a", discard, events.Async())
	for range 2000 {
		if err := b.EmitWait(background, "a", nil); err != nil {
			t.Fatal(err)
		}
		if in := s.Info(); in.Running != 0 || in.Accepted != in.Delivered {
			t.Fatalf("after EmitWait: %d running, %d accepted, %d delivered", in.Running, in.Accepted, in.Delivered)
		}
	}
	closeBus(t, b)
}

// B02: the listeners of a name, of its namespaces and of everything stand in
// the order in which one event reaches them.
func TestListenersStandInOrderOfDelivery(t *testing.T) {
	bus := events.New()
	var heard []string
	hear := func(name string) events.Handler {
		return func(context.Context, events.Event) error { heard = append(heard, name); return nil }
	}
	bus.On("user.login", hear("late"), events.Label("late"), events.Priority(-1))
	bus.OnAny(hear("all"), events.Label("all"))
	bus.As("audit").OnNamespace("user", hear("users"), events.Label("users"))
	bus.On("user.login", hear("first"), events.Label("first"), events.Priority(9))
	bus.On("user.login", hear("exact"), events.Label("exact"))
	if err := bus.Emit(t.Context(), "user.login", nil); err != nil {
		t.Fatal(err)
	}
	var listed, topics []string
	for _, l := range bus.Listeners() {
		listed = append(listed, l.Name)
		topics = append(topics, l.Scope+" "+l.Topic)
		if l.Delivered != 1 {
			t.Errorf("%s: delivered %d, want 1", l.Name, l.Delivered)
		}
	}
	if diff := cmp.Diff(heard, listed); diff != "" {
		t.Errorf("not the order of delivery (-heard +listed):\n%s", diff)
	}
	want := []string{"topic user.login", "any ", "namespace user", "topic user.login", "topic user.login"}
	want[0], want[4] = want[3], want[0]
	if diff := cmp.Diff(want, topics); diff != "" {
		t.Errorf("scopes (-want +got):\n%s", diff)
	}
}
