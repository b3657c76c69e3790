package typed_test

import (
	"context"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type pointers struct {
	N    *int      `json:"n"`
	List []Pointer `json:"list"`
}

type Pointer struct {
	N *int `json:"n"`
}

// A listener may keep what a payload points at, in whatever way it was emitted: it is
// not on the stack of the emitter.
func TestPayloadsDoNotPointAtTheStack(t *testing.T) {
	topic, own, forwarded := typed.NewTopic[pointers]("escapes"), typed.NewTopic[Pointer]("escapes"), typed.NewTopic[pointers]("escapes.next")
	for name, emit := range map[string]func(b *events.Bus, n int){
		"Emit":     func(b *events.Bus, n int) { check(t, topic.Emit(t.Context(), b, pointers{&n, []Pointer{{&n}}})) },
		"EmitWait": func(b *events.Bus, n int) { check(t, topic.EmitWait(t.Context(), b, pointers{&n, []Pointer{{&n}}})) },
		"with an option": func(b *events.Bus, n int) {
			check(t, topic.Emit(t.Context(), b, pointers{&n, []Pointer{{&n}}}, events.From("x")))
		},
		"wait and option": func(b *events.Bus, n int) {
			check(t, topic.EmitWait(t.Context(), b, pointers{&n, []Pointer{{&n}}}, events.From("x")))
		},
		"untyped": func(b *events.Bus, n int) {
			check(t, b.Emit(t.Context(), "escapes", events.Payload{"n": &n, "list": []Pointer{{&n}}}))
		},
		"untyped wait": func(b *events.Bus, n int) {
			check(t, b.EmitWait(t.Context(), "escapes", events.Payload{"n": &n, "list": []Pointer{{&n}}}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			var kept []*int
			b := events.New()
			keep := func(_ context.Context, p pointers) error { kept = append(kept, p.List[0].N, p.N); return nil }
			topic.On(b, keep)
			forwarded.On(b, keep)
			own.On(b, func(_ context.Context, p Pointer) error { kept = append(kept, p.N); return nil })
			typed.Forward(b, topic, forwarded, func(p pointers) (pointers, error) { return p, nil })
			ended := make(chan bool)
			go func() {
				defer close(ended)
				for n := range 100 {
					emit(b, n)
				}
			}()
			<-ended
			for i, p := range kept {
				if *p != i/5 {
					t.Fatalf("pointer %d of %d leads to %d", i, len(kept), *p)
				}
			}
			if len(kept) != 500 {
				t.Errorf("%d pointers, want 500", len(kept))
			}
		})
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
