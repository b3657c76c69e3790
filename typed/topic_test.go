package typed_test

import (
	"context"
	"errors"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type login struct {
	UserID int64   `json:"user_id"`
	Name   string  `json:"name"`
	Nick   *string `json:"nick,omitempty"`
}

var loginTopic = typed.NewTopic[login]("user.login", typed.Description("signed in"))

var ctx = context.Background()

// B45: both directions meet on one bus.
func TestTypedAndUntypedMeet(t *testing.T) {
	b := events.New()
	var got []login
	var ids []int64
	loginTopic.On(b, func(_ context.Context, p login) error { got = append(got, p); return nil })
	b.On("user.login", func(_ context.Context, e events.Event) error {
		id, err := events.Field[int64](e, "user_id")
		ids = append(ids, id)
		return err
	})
	if err := loginTopic.EmitWait(ctx, b, login{UserID: 1, Name: "ada"}); err != nil {
		t.Fatal(err)
	}
	if err := b.EmitWait(ctx, "user.login", events.Payload{"user_id": 2, "name": "bob"}); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Name != "ada" || got[1].UserID != 2 || len(ids) != 2 || ids[1] != 2 {
		t.Errorf("typed listener got %v, untyped %v", got, ids)
	}
	err := b.EmitWait(ctx, "user.login", events.Payload{"user_id": "x"})
	if p, ok := errors.AsType[*events.PayloadError](err); !ok || p.Field != "user_id" {
		t.Errorf("mismatch: %v", err)
	}
}

// Promise 18: a typed emit allocates nothing.
func TestEmitDoesNotAllocate(t *testing.T) {
	b := events.New()
	n := 0
	for range 10 {
		loginTopic.On(b, func(context.Context, login) error { n++; return nil })
	}
	p := login{UserID: 1}
	if a := testing.AllocsPerRun(1000, func() { _ = loginTopic.Emit(ctx, b, p) }); a != 0 {
		t.Errorf("an emit to 10 listeners allocates %v times", a)
	}
	loginTopic.OnEvent(b, func(context.Context, typed.Event[login]) error { n++; return nil })
	if a := testing.AllocsPerRun(1000, func() { _ = loginTopic.Emit(ctx, b, p) }); a != 0 {
		t.Errorf("an emit with a time stamp allocates %v times", a)
	}
}

func BenchmarkEmit(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		b.Run(map[int]string{1: "1", 10: "10", 100: "100"}[n], func(b *testing.B) {
			bus := events.New()
			c := 0
			for range n {
				loginTopic.On(bus, func(context.Context, login) error { c++; return nil })
			}
			p := login{UserID: 1}
			for b.Loop() {
				_ = loginTopic.Emit(ctx, bus, p)
			}
			if c < b.N*n {
				b.Fatal("lost")
			}
		})
	}
}
