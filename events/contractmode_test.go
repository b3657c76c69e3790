package events_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// With Ignore nothing is compared.
func TestIgnore(t *testing.T) {
	b, told := held(t, events.Ignore)
	must := b.Emit(background, "user.login", events.Payload{"x": 1})
	must = errors.Join(must, b.Expect(events.EventSpec{Name: "user.login", Payload: events.Schema{"nobody_has": "int"}}))
	if got := told.told(t); must != nil || got != nil || len(b.ContractFaults()) != 0 {
		t.Errorf("%v; told %q", must, got)
	}
	if d := b.Catalog(); len(d) != 1 || d[0].Emits != 1 {
		t.Errorf("the catalog is %+v", d)
	}
}

// Undeclared names are not looked at, and neither are payloads before they are
// declared.
func TestUndeclaredNamesAreNotReported(t *testing.T) {
	b, told := watched()
	mustEmit(t, b, "user.login", events.Payload{"x": 1})
	mustEmit(t, b, "user.logout", nil)
	mustDeclare(t, b, signedIn)
	mustEmit(t, b, "user.logout", nil)
	mustEmit(t, b, "user.login", nil)
	if got := told.told(t); len(got) != 2 {
		t.Errorf("told %q, want the two fields of the last emit", got)
	}
}

// B45, B49: Enforce refuses what is not as declared, and no listener gets it.
func TestB49_EnforceRefuses(t *testing.T) {
	b, told := held(t, events.Enforce)
	n := 0
	count := func(context.Context, events.Event) error { n++; return nil }
	b.On("user.login", count)
	b.OnNamespace("user", count)
	b.OnAny(count)
	for i := range 2 {
		err := b.Emit(background, "user.login", events.Payload{"user_id": "x"})
		joined, ok := err.(interface{ Unwrap() []error })
		if !ok || len(joined.Unwrap()) != 2 {
			t.Fatalf("emit %d: %v, want both faults", i, err)
		}
		c, ok := joined.Unwrap()[0].(*events.ContractError)
		if !ok || c.Field != "user_id" || c.File == "" {
			t.Errorf("emit %d: %+v", i, joined.Unwrap()[0])
		}
		if p, ok := errors.AsType[*events.PayloadError](err); !ok || p.Want != "int64" || p.Have != "string" {
			t.Errorf("emit %d: as a payload error: %v", i, p)
		}
	}
	if n != 0 || len(told.told(t)) != 2 {
		t.Errorf("heard %d times; told %q", n, told.told(t))
	}
	mustEmit(t, b, "user.login", events.Payload{"user_id": 1, "username": "ada"})
	if n != 3 {
		t.Errorf("an event that is as declared was heard %d times, want 3", n)
	}
	if d := b.Catalog()[0]; d.Emits != 1 {
		t.Errorf("%d emits are counted, want those accepted", d.Emits)
	}
}

// B49: Enforce refuses names that are not declared, with or without listeners, and
// suggests a similar one.
func TestB49_EnforceRefusesUndeclaredNames(t *testing.T) {
	b, told := held(t, events.Enforce)
	b.On("user.logni", discard)
	for _, name := range []string{"user.logni", "user.lgoin", "elsewhere"} {
		err := b.Emit(background, name, nil)
		c, ok := errors.AsType[*events.ContractError](err)
		if !ok || !c.Undeclared || c.Topic != name || c.Near != map[bool]string{true: "user.login"}[name != "elsewhere"] {
			t.Errorf("Emit(%q): %v", name, err)
			continue
		}
		if _, ok := errors.AsType[*events.PayloadError](err); ok {
			t.Errorf("Emit(%q): %v is not a payload error", name, err)
		}
		wantText(t, err.Error(), name, "not declared", "Declare")
	}
	if got := told.told(t); len(got) != 3 {
		t.Errorf("told %q", got)
	}
	if _, ok := errors.AsType[*events.NameError](b.Emit(background, "bad name", nil)); !ok {
		t.Error("a bad name is one all the same")
	}
	mustDeclare(t, b, events.EventSpec{Name: "elsewhere"})
	mustEmit(t, b, "elsewhere", nil)
	closeBus(t, b)
	if err := b.Emit(background, "user.logni", nil); !errors.Is(err, events.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// structs that are, and are not, as signedIn is declared
type (
	asDeclared struct {
		UserID   int64      `json:"user_id"`
		Username string     `json:"username"`
		At       *time.Time `json:"at"`
	}
	narrower struct {
		UserID int32  `json:"user_id"`
		Name   string `json:"username"`
	}
	tooLittle struct {
		UserID int64 `json:"user_id"`
	}
	optionalID struct {
		UserID   *int64 `json:"user_id"`
		Username string `json:"username"`
		More     bool   `json:"more"`
	}
)

// B49: Enforce refuses typed emits whose struct does not match its declaration, and
// those of undeclared names, whichever path the emit takes.
func TestB49_EnforceRefusesTypedEmits(t *testing.T) {
	for _, tt := range []struct {
		name string
		emit func(b *events.Bus) error
		hear func(*events.Bus, ...events.Option)
		want []string
	}{
		{"as declared", typedEmitter(asDeclared{}), typedListener[asDeclared], nil},
		{"every value converts", typedEmitter(narrower{}), typedListener[narrower], nil},
		{"a field is missing", typedEmitter(tooLittle{}), typedListener[tooLittle], []string{"username: string, nothing"}},
		{"optional, and one too many", typedEmitter(optionalID{}), typedListener[optionalID], []string{"user_id: int64, *int64", "more: nothing, bool"}},
	} {
		for way, hear := range map[string]func(*events.Bus){
			"nobody hears":     func(*events.Bus) {},
			"the same struct":  func(b *events.Bus) { tt.hear(b) },
			"untyped":          func(b *events.Bus) { b.On("user.login", discard) },
			"another struct":   func(b *events.Bus) { typedListener[struct{}](b) },
			"same and untyped": func(b *events.Bus) { tt.hear(b); b.OnAny(discard) },
			"same and async":   func(b *events.Bus) { tt.hear(b); typedListener[asDeclared](b, events.Async()) },
			"emitted once before": func(b *events.Bus) {
				_ = b.Emit(background, "user.login", events.Payload{"user_id": 1, "username": ""})
			},
		} {
			t.Run(tt.name+"/"+way, func(t *testing.T) {
				b, told := held(t, events.Enforce)
				hear(b)
				for range 3 {
					err := tt.emit(b)
					if (err != nil) != (tt.want != nil) {
						t.Fatalf("Emit: %v", err)
					}
				}
				if diff := cmp.Diff(tt.want, told.told(t)); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
				closeBus(t, b)
			})
		}
	}
	b, _ := held(t, events.Enforce)
	other := typed.NewTopic[asDeclared]("user.logni")
	n := 0
	other.On(b, func(context.Context, asDeclared) error { n++; return nil })
	for range 2 {
		err := other.Emit(background, b, asDeclared{})
		if c, ok := errors.AsType[*events.ContractError](err); !ok || !c.Undeclared || c.Near != "user.login" {
			t.Errorf("an undeclared topic: %v", err)
		}
	}
	mustDeclare(t, b, other.Spec())
	if err := other.Emit(background, b, asDeclared{}); err != nil || n != 1 {
		t.Errorf("once it is declared: %v, heard %d times", err, n)
	}
}

func typedEmitter[T any](v T) func(b *events.Bus) error {
	topic := typed.NewTopic[T]("user.login")
	return func(b *events.Bus) error { return topic.Emit(background, b, v) }
}

func typedListener[T any](b *events.Bus, opts ...events.Option) {
	typed.NewTopic[T]("user.login").On(b, func(context.Context, T) error { return nil }, opts...)
}

func TestWithContractsPanicsOnAnotherMode(t *testing.T) {
	wantText(t, mustPanic(t, func() { events.WithContracts(7) }), "WithContracts(7)", "Enforce")
}
