package typed_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

func TestWhenOnTypedAndUntypedEmits(t *testing.T) {
	b := events.New()
	var got []login
	var names []string
	isAda := loginTopic.When(func(e typed.Event[login]) bool {
		names = append(names, e.Name+" "+e.Source)
		return e.Payload.Name == "ada"
	})
	loginTopic.On(b, heard(&got), isAda)
	must(t, loginTopic.EmitWait(ctx, b.As("auth"), login{UserID: 1, Name: "ada"}))
	must(t, loginTopic.EmitWait(ctx, b, login{UserID: 2, Name: "bob"}))
	must(t, b.EmitWait(ctx, "user.login", events.Payload{"user_id": 3, "name": "ada"}, events.From("job")))
	must(t, b.EmitWait(ctx, "user.login", events.Payload{"user_id": 4, "name": "bob"}))
	if want := []login{{UserID: 1, Name: "ada"}, {UserID: 3, Name: "ada"}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if want := []string{"user.login auth", "user.login ", "user.login job", "user.login "}; !slices.Equal(names, want) {
		t.Errorf("the predicate was asked with %q, want %q", names, want)
	}
}

// The same option serves untyped listeners of the topic, and those of another struct.
func TestWhenOnOtherListeners(t *testing.T) {
	b := events.New()
	isAda := loginTopic.When(func(e typed.Event[login]) bool { return e.Payload.Name == "ada" })
	untyped, other := 0, 0
	b.On("user.login", func(context.Context, events.Event) error { untyped++; return nil }, isAda)
	typed.NewTopic[narrow]("user.login").On(b, func(context.Context, narrow) error { other++; return nil }, isAda)
	must(t, loginTopic.EmitWait(ctx, b, login{Name: "ada"}))
	must(t, loginTopic.EmitWait(ctx, b, login{Name: "bob"}))
	if untyped != 1 || other != 1 {
		t.Errorf("the untyped listener heard %d, that of another struct %d, want 1 each", untyped, other)
	}
}

// Several are all asked until one says no, in the order of the options.
func TestWhenStandsBesidePredicate(t *testing.T) {
	b := events.New()
	var asked []string
	ask := func(who string, answer bool) bool { asked = append(asked, who); return answer }
	n := 0
	loginTopic.On(b, func(context.Context, login) error { n++; return nil },
		loginTopic.When(func(e typed.Event[login]) bool { return ask("when", e.Payload.UserID > 0) }),
		events.Predicate(func(e events.Event) bool {
			id, _ := events.Field[int64](e, "user_id")
			return ask("predicate", id > 1)
		}),
		loginTopic.When(func(e typed.Event[login]) bool { return ask("when again", e.Payload.UserID > 2) }))
	for id, want := range [][]string{
		{"when"},
		{"when", "predicate"},
		{"when", "predicate", "when again"},
		{"when", "predicate", "when again"},
	} {
		asked = nil
		must(t, loginTopic.EmitWait(ctx, b, login{UserID: int64(id)}))
		if !slices.Equal(asked, want) {
			t.Errorf("id %d: asked %q, want %q", id, asked, want)
		}
	}
	if n != 1 {
		t.Errorf("called %d times, want 1: all must say yes", n)
	}
}

// B17: a panic counts as no and is reported; B15: no does not use up a Once.
func TestWhenThatPanicsSaysNo(t *testing.T) {
	b := quiet()
	n := 0
	loginTopic.On(b, func(context.Context, login) error { n++; return nil }, events.Once(),
		loginTopic.When(func(e typed.Event[login]) bool {
			if e.Payload.UserID == 1 {
				panic("undecided")
			}
			return e.Payload.UserID == 3
		}))
	err := loginTopic.EmitWait(ctx, b, login{UserID: 1})
	if l, ok := errors.AsType[*events.ListenerError](err); !ok || l.Stage != "predicate" {
		t.Errorf("EmitWait returns %v, want a failure of the predicate", err)
	}
	for id := range int64(4) {
		_ = loginTopic.Emit(ctx, b, login{UserID: id})
	}
	must(t, loginTopic.EmitWait(ctx, b, login{UserID: 3}))
	if n != 1 {
		t.Errorf("called %d times, want once", n)
	}
}

func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := quiet()
		seq := loginTopic.Stream(ctx, b.As("reader"), loginTopic.When(func(e typed.Event[login]) bool { return e.Payload.UserID != 2 }))
		if b.ListenerCount() != 0 {
			t.Error("Stream listens before it is ranged over")
		}
		for range 2 { // a new listener for each range
			go func() {
				synctest.Wait()
				must(t, loginTopic.Emit(ctx, b.As("auth"), login{UserID: 1}))
				must(t, loginTopic.Emit(ctx, b, login{UserID: 2}))
				must(t, b.Emit(ctx, "user.login", events.Payload{"user_id": "x"})) // left out, and reported
				must(t, b.Emit(ctx, "user.login", events.Payload{"user_id": 3, "name": "c"}, events.From("job")))
			}()
			var got []typed.Event[login]
			for e := range seq {
				if !e.Time.Equal(time.Now()) {
					t.Errorf("time %v", e.Time)
				}
				e.Time = time.Time{}
				if got = append(got, e); len(got) == 2 {
					break
				}
			}
			want := []typed.Event[login]{
				{Name: "user.login", Source: "auth", Payload: login{UserID: 1}},
				{Name: "user.login", Source: "job", Payload: login{UserID: 3, Name: "c"}},
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			if n := b.ListenerCount(); n != 0 {
				t.Errorf("%d listeners after the loop", n)
			}
		}
		must(t, b.Close(ctx))
	})
}

func TestStreamEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		limited, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		start := time.Now()
		for range loginTopic.Stream(limited, b) {
			t.Error("an event from nowhere")
		}
		if time.Since(start) != time.Minute || b.ListenerCount() != 0 {
			t.Errorf("ended after %v with %d listeners", time.Since(start), b.ListenerCount())
		}
	})
}
