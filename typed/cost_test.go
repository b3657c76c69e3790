package typed_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/typed"
)

// A cost is one way to emit, and how many allocations it may take.
type cost struct {
	name  string
	most  float64
	setup func() (emit func())
}

// sink keeps the compiler from dropping what listeners read.
var sink int64

func take(_ context.Context, p login) error { sink += p.UserID; return nil }

func takeEvent(_ context.Context, e typed.Event[login]) error {
	sink += e.Payload.UserID + int64(len(e.Name))
	return nil
}

func takePlugin(_ context.Context, p host.PluginLoaded) error {
	sink += int64(len(p.Version))
	return nil
}

func takeField(_ context.Context, e events.Event) error {
	id, err := events.Field[int64](e, "user_id")
	sink += id
	return err
}

// takeGet reads an int64 above 255, which allocates when it becomes an any.
func takeGet(_ context.Context, e events.Event) error {
	id, _ := e.Get("user_id")
	sink += id.(int64)
	return nil
}

var payload = login{UserID: 1 << 40, Name: "ada"}

// emits listens with all of on, and emits by view and opts.
func emits(on []func(*events.Bus), opts ...events.EmitOption) func() func() {
	return func() func() {
		b := events.New()
		for _, listen := range on {
			listen(b)
		}
		return func() { _ = loginTopic.Emit(ctx, b, payload, opts...) }
	}
}

func times(n int, listen func(*events.Bus)) []func(*events.Bus) {
	var all []func(*events.Bus)
	for range n {
		all = append(all, listen)
	}
	return all
}

func on(b *events.Bus)      { loginTopic.On(b, take) }
func onEvent(b *events.Bus) { loginTopic.OnEvent(b, takeEvent) }
func onField(b *events.Bus) { b.On("user.login", takeField) }
func onGet(b *events.Bus)   { b.On("user.login", takeGet) }

var costs = []cost{
	{"0 listeners", 0, emits(nil)},
	{"1 listener", 0, emits(times(1, on))},
	{"10 listeners", 0, emits(times(10, on))},
	{"100 listeners", 0, emits(times(100, on))},
	{"OnEvent", 0, emits(times(1, onEvent))},
	{"On and OnEvent", 0, emits(append(times(10, on), times(10, onEvent)...))},
	{"From", 0, emits(times(1, onEvent), events.From("job"))},
	{"From made anew", 0, func() func() {
		b := events.New()
		onEvent(b)
		return func() { _ = loginTopic.Emit(ctx, b, payload, events.From("job")) }
	}},
	{"view", 0, func() func() {
		b := events.New()
		onEvent(b)
		view := b.As("auth")
		return func() { _ = loginTopic.Emit(ctx, view, payload) }
	}},
	{"two views", 0, func() func() {
		b := events.New()
		onEvent(b)
		return alternate(b.As("auth"), b.As("audit"))
	}},
	{"two buses", 0, func() func() {
		one, two := events.New(), events.New()
		on(one)
		on(two)
		return alternate(one, two)
	}},
	{"generated", 0, func() func() {
		b := events.New()
		host.PluginLoadedTopic.On(b, takePlugin)
		return func() { _ = host.PluginLoadedTopic.Emit(ctx, b, host.PluginLoaded{ModuleName: "a", Version: "1"}) }
	}},
	{"Field", 1, emits(times(1, onField))},
	{"ten times Field", 1, emits(times(10, onField))},
	{"On and Field", 1, emits(append(times(10, on), onField))},
	{"Get", 2, emits(times(1, onGet))},
	{"two times Get", 3, emits(times(2, onGet))},
}

func alternate(one, two *events.Bus) func() {
	return func() {
		_ = loginTopic.Emit(ctx, one, payload)
		_ = loginTopic.Emit(ctx, two, payload)
	}
}

// B83: an emit to typed listeners allocates nothing. One untyped listener or ten
// cost one allocation, the general form of the payload; Get makes an any of the
// value, which is one more where it is not a small number.
func TestEmitDoesNotAllocate(t *testing.T) {
	for _, c := range costs {
		t.Run(c.name, func(t *testing.T) {
			emit := c.setup()
			before := sink
			emit()
			if c.name != "0 listeners" && sink == before {
				t.Fatal("nobody heard the emit")
			}
			if n := testing.AllocsPerRun(1000, emit); n > c.most {
				t.Errorf("an emit allocates %v times, want at most %v", n, c.most)
			}
		})
	}
}

func BenchmarkEmit(b *testing.B) {
	for _, c := range costs {
		b.Run(c.name, func(b *testing.B) {
			emit := c.setup()
			b.ReportAllocs()
			for b.Loop() {
				emit()
			}
		})
	}
}

// B84: an emit costs the same with one topic or very many. The bound is
// wide, since machines are busy; a search through the topics would be 1,000
// times over it.
func TestEmitCostsTheSameAmongManyTopics(t *testing.T) {
	few, many := events.New(), events.New()
	on(few)
	on(many)
	for i := range 20_000 {
		typed.NewTopic[login](fmt.Sprintf("many.n%d", i)).On(many, take)
	}
	var best [2]time.Duration
	for range 20 { // by turns, and the best of each: what disturbs one disturbs both
		for i, b := range []*events.Bus{few, many} {
			start := time.Now()
			for range 2000 {
				_ = loginTopic.Emit(ctx, b, payload)
			}
			if d := time.Since(start); best[i] == 0 || d < best[i] {
				best[i] = d
			}
		}
	}
	if best[1] > 4*best[0] {
		t.Errorf("2000 emits take %v with one topic and %v with 20,000", best[0], best[1])
	}
}

// B85: the time stamp is taken only where a listener sees it. The time of
// an emit that has passed can't be found out, so a report of a failure shows
// whether it was noted.
func TestTimeStampIsTakenOnlyWhereSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reported time.Time
		b := events.New(events.WithErrorHandler(func(_ context.Context, e events.Event, _ events.ListenerInfo, _ error) {
			reported = e.Time
		}))
		loginTopic.On(b, func(context.Context, login) error { time.Sleep(time.Second); return context.Canceled })
		start := time.Now()
		_ = loginTopic.Emit(ctx, b, login{})
		if reported.Equal(start) {
			t.Error("the time was taken, though only an On listens")
		}
		loginTopic.OnEvent(b, takeEvent)
		start = time.Now()
		_ = loginTopic.Emit(ctx, b, login{})
		if !reported.Equal(start) {
			t.Errorf("with OnEvent the event has time %v, want that of the emit, %v", reported, start)
		}
	})
}

// B84: no lock is held while listeners run, so they may do anything (B04, B05, B07).
func TestListenersMayDoAnythingInside(t *testing.T) {
	b := events.New()
	var order []string
	var s *events.Subscription
	s = loginTopic.On(b, func(ctx context.Context, p login) error {
		order = append(order, p.Name)
		if p.Name == "outer" {
			s.Off()
			loginTopic.On(b, func(_ context.Context, p login) error { order = append(order, "added hears "+p.Name); return nil })
			return loginTopic.EmitWait(ctx, b, login{Name: "inner"})
		}
		return nil
	})
	must(t, loginTopic.EmitWait(ctx, b, login{Name: "outer"}))
	if got := fmt.Sprint(order); got != "[outer added hears inner]" {
		t.Errorf("order %s", got)
	}
}
