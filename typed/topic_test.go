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

// B44: the payload of a typed emit passes by value.
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
