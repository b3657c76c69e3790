package typed_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// B45: both directions meet on one bus.
func TestTypedAndUntypedMeet(t *testing.T) {
	b := events.New()
	var got []login
	var ids []int64
	loginTopic.On(b, heard(&got))
	b.On("user.login", func(_ context.Context, e events.Event) error {
		id, err := events.Field[int64](e, "user_id")
		ids = append(ids, id)
		return err
	})
	must(t, loginTopic.EmitWait(ctx, b, login{UserID: 1, Name: "ada"}))
	must(t, b.EmitWait(ctx, "user.login", events.Payload{"user_id": 2, "name": "bob"}))
	if want := []login{{UserID: 1, Name: "ada"}, {UserID: 2, Name: "bob"}}; !slices.Equal(got, want) {
		t.Errorf("the typed listener got %v, want %v", got, want)
	}
	if !slices.Equal(ids, []int64{1, 2}) {
		t.Errorf("the untyped listener got %v", ids)
	}
}

func TestNamespaceAndAnyHearTyped(t *testing.T) {
	b := events.New()
	var got []string
	note := func(who string) events.Handler {
		return func(_ context.Context, e events.Event) error {
			got = append(got, who+" "+e.Name+" "+e.Payload()["name"].(string))
			return nil
		}
	}
	b.OnNamespace("user", note("namespace"))
	b.OnAny(note("any"))
	must(t, loginTopic.EmitWait(ctx, b, login{Name: "ada"}))
	if want := []string{"namespace user.login ada", "any user.login ada"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOnEventHasNameSourceAndTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		var got []typed.Event[login]
		loginTopic.OnEvent(b, heard(&got))
		start := time.Now()
		time.Sleep(time.Minute)
		must(t, loginTopic.EmitWait(ctx, b.As("auth_user"), login{Name: "view"}))
		must(t, loginTopic.EmitWait(ctx, b, login{Name: "root"}))
		must(t, loginTopic.EmitWait(ctx, b.As("auth_user"), login{Name: "from"}, events.From("job")))
		must(t, b.As("other").EmitWait(ctx, "user.login", events.Payload{"user_id": 0, "name": "untyped"}))
		at := start.Add(time.Minute)
		want := []typed.Event[login]{
			{"user.login", "auth_user", at, login{Name: "view"}},
			{"user.login", "", at, login{Name: "root"}},
			{"user.login", "job", at, login{Name: "from"}},
			{"user.login", "other", at, login{Name: "untyped"}},
		}
		for i := range got {
			if !got[i].Time.Equal(at) {
				t.Errorf("event %d has time %v, want %v", i, got[i].Time, at)
			}
			got[i].Time = at // drops the monotonic reading, which == would see
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestTopicServesSeveralBuses(t *testing.T) {
	one, two := events.New(), events.New()
	var first, second []login
	loginTopic.On(one.As("plugin"), heard(&first))
	loginTopic.On(two, heard(&second))
	must(t, loginTopic.Emit(ctx, one, login{UserID: 1}))
	must(t, loginTopic.Emit(ctx, two.As("other"), login{UserID: 2}))
	must(t, loginTopic.Emit(ctx, one.As("third"), login{UserID: 3}))
	if !slices.Equal(first, []login{{UserID: 1}, {UserID: 3}}) || !slices.Equal(second, []login{{UserID: 2}}) {
		t.Errorf("the first bus heard %v, the second %v", first, second)
	}
	must(t, one.Close(ctx))
	if err := loginTopic.Emit(ctx, one, login{}); !errors.Is(err, events.ErrClosed) {
		t.Errorf("an emit to the closed bus returns %v", err)
	}
	must(t, loginTopic.Emit(ctx, two, login{UserID: 4}))
	if len(second) != 2 {
		t.Errorf("closing one bus silenced the other: %v", second)
	}
}

// Promise 15.
func TestPayloadPassesByValue(t *testing.T) {
	b := events.New()
	tags := typed.NewTopic[struct {
		Name string   `json:"name"`
		Tags []string `json:"tags"`
	}]("tags.set")
	var name string
	var shared bool
	mine := []string{"a"}
	tags.On(b, func(_ context.Context, p struct {
		Name string   `json:"name"`
		Tags []string `json:"tags"`
	},
	) error {
		p.Name = "changed"
		shared = &p.Tags[0] == &mine[0]
		return nil
	})
	b.On("tags.set", func(_ context.Context, e events.Event) error {
		e.Payload()["name"] = "changed too"
		name, _ = events.Field[string](e, "name")
		return nil
	})
	must(t, tags.EmitWait(ctx, b, struct {
		Name string   `json:"name"`
		Tags []string `json:"tags"`
	}{"mine", mine}))
	if name != "mine" {
		t.Errorf("the second listener sees %q: what the first did to its own payload", name)
	}
	if !shared {
		t.Error("what a slice leads to was copied; the contract says it is shared")
	}
}

// All options of package events work with typed listeners.
func TestOptionsWorkOnTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		until, end := context.WithCancel(ctx)
		var got []string
		note := func(who string) func(context.Context, login) error {
			return func(context.Context, login) error { got = append(got, who); return nil }
		}
		loginTopic.On(b, note("last"), events.Priority(-1))
		loginTopic.On(b, note("once"), events.Once())
		loginTopic.On(b, note("until"), events.Until(until))
		loginTopic.On(b, note("first"), events.Priority(1))
		loginTopic.On(b, note("never"), events.Predicate(func(e events.Event) bool { return e.Source == "never" }))
		must(t, loginTopic.Emit(ctx, b, login{}))
		if want := []string{"first", "once", "until", "last"}; !slices.Equal(got, want) {
			t.Errorf("first emit: %q, want %q", got, want)
		}
		got = nil
		end()
		synctest.Wait()
		must(t, loginTopic.Emit(ctx, b, login{}))
		if want := []string{"first", "last"}; !slices.Equal(got, want) {
			t.Errorf("second emit: %q, want %q", got, want)
		}
		must(t, b.Close(ctx))
	})
}

// B11.
func TestOffOfTyped(t *testing.T) {
	b := events.New()
	n := 0
	s := loginTopic.On(b, func(context.Context, login) error { n++; return nil })
	if !s.Off() || s.Off() {
		t.Error("Off is true the first time only")
	}
	must(t, loginTopic.Emit(ctx, b, login{}))
	if n != 0 {
		t.Error("called after Off")
	}
}

// B33: in order, and never at the same time as itself; B37: the emitter's end is not its own.
func TestAsyncTyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		type key struct{}
		var got []int64
		loginTopic.On(b, func(ctx context.Context, p login) error {
			time.Sleep(time.Second)
			if ctx.Value(key{}) != "kept" || ctx.Err() != nil {
				t.Errorf("the context has %v, %v", ctx.Value(key{}), ctx.Err())
			}
			got = append(got, p.UserID)
			return nil
		}, events.Async())
		request, end := context.WithCancel(context.WithValue(ctx, key{}, "kept"))
		start := time.Now()
		for i := range int64(3) {
			must(t, loginTopic.Emit(request, b, login{UserID: i}))
		}
		must(t, b.Emit(request, "user.login", events.Payload{"user_id": 3, "name": ""}))
		if time.Since(start) != 0 {
			t.Error("Emit waited for an asynchronous listener")
		}
		end()
		must(t, loginTopic.EmitWait(context.WithValue(ctx, key{}, "kept"), b, login{UserID: 4}))
		if time.Since(start) != 5*time.Second {
			t.Errorf("EmitWait returned after %v, want 5s", time.Since(start))
		}
		if want := []int64{0, 1, 2, 3, 4}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		must(t, b.Close(ctx))
	})
}

// Generated and handwritten alike: a nil context is context.Background, as in events.
func TestNilContextIsBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := quiet()
		var none context.Context
		var n atomic.Int32
		count := func(ctx context.Context, _ login) error {
			if ctx == nil {
				t.Error("the listener got no context")
			}
			n.Add(1)
			return nil
		}
		loginTopic.On(b, count)
		loginTopic.On(b, count, events.Async())
		must(t, loginTopic.Emit(none, b, login{}))
		must(t, loginTopic.EmitWait(none, b, login{}))
		if n.Load() != 4 {
			t.Errorf("%d calls, want 4", n.Load())
		}
		must(t, b.Close(ctx))
		for range loginTopic.Stream(none, b) {
			t.Error("an event from a closed bus")
		}
	})
}

// B23: misuse while wiring panics at the caller, with the remedy.
func TestListenMisusePanics(t *testing.T) {
	b := events.New()
	fine := func(context.Context, login) error { return nil }
	fineEvent := func(context.Context, typed.Event[login]) error { return nil }
	for name, tt := range map[string]struct {
		do    func()
		words []string
	}{
		"On nil":         {func() { loginTopic.On(b, nil) }, []string{`"user.login"`, "nil handler", "pass a func(context.Context, typed_test.login) error"}},
		"OnEvent nil":    {func() { loginTopic.OnEvent(b, nil) }, []string{`"user.login"`, "pass a func(context.Context, typed.Event[typed_test.login]) error"}},
		"On empty":       {func() { loginTopic.On(b, fine, events.Option{}) }, []string{"empty events.Option", "events.Priority"}},
		"OnEvent empty":  {func() { loginTopic.OnEvent(b, fineEvent, events.Option{}) }, []string{"empty events.Option"}},
		"Stream empty":   {func() { loginTopic.Stream(ctx, b, events.Option{}) }, []string{"empty events.Option"}},
		"When nil":       {func() { loginTopic.When(nil) }, []string{"When(nil)", `"user.login"`, "leave the option out"}},
		"On nil bus":     {func() { loginTopic.On(nil, fine) }, []string{`"user.login"`, "nil bus", "events.New"}},
		"OnEvent no bus": {func() { loginTopic.OnEvent(nil, fineEvent) }, []string{"nil bus", "events.New"}},
		"Stream no bus":  {func() { loginTopic.Stream(ctx, nil) }, []string{"nil bus", "events.New"}},
	} {
		t.Run(name, func(t *testing.T) { panics(t, tt.do, tt.words...) })
	}
	if n := b.ListenerCount(); n != 0 {
		t.Errorf("%d listeners were registered all the same", n)
	}
}

// Reports and introspection name the user's own function and line.
func TestInfoNamesThePlaceOfRegistration(t *testing.T) {
	b := events.New()
	subs := []*events.Subscription{
		loginTopic.On(b.As("plugin"), hearLogin),
		loginTopic.OnEvent(b.As("plugin"), hearLoginEvent),
	}
	for i, want := range []string{"typed_test.hearLogin", "typed_test.hearLoginEvent"} {
		in := subs[i].Info()
		if !strings.HasSuffix(in.Name, want) || in.Owner != "plugin" || filepath.Base(in.File) != "topic_test.go" || in.Line == 0 {
			t.Errorf("info %+v, want the function %s in this file", in, want)
		}
	}
	if a, b := subs[0].Info().Line, subs[1].Info().Line; b != a+1 {
		t.Errorf("lines %d and %d, want two in a row", a, b)
	}
	if got := loginTopic.On(b, hearLogin, events.Label("mine")).Info().Name; got != "mine" {
		t.Errorf("a labelled listener is called %q", got)
	}
}

func hearLogin(context.Context, login) error { return nil }

func hearLoginEvent(context.Context, typed.Event[login]) error { return nil }
