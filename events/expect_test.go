package events_test

import (
	"bytes"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/registry"
	"github.com/fastpluggy/eventbus/internal/typehint"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// Expectations are sorted by name, then owner, and copies; an owner that expects a
// name again replaces what it expected.
func TestExpectations(t *testing.T) {
	b := events.New()
	if e := b.Expectations(); e == nil || len(e) != 0 {
		t.Errorf("no expectations are %#v", e)
	}
	needs := events.Schema{"id": "int", "at": "datetime"}
	for _, err := range []error{
		b.As("z").Expect(events.EventSpec{Name: "b", Payload: needs}, events.EventSpec{Name: "a"}),
		b.As("mail").Expect(events.EventSpec{Name: "b", Payload: events.Schema{"id": "string"}}),
		b.As("mail").Expect(events.EventSpec{Name: "b", Payload: events.Schema{"id": "int"}}),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	delete(needs, "id")
	want := []events.Expectation{
		{EventSpec: events.EventSpec{Name: "a"}, Owner: "z", Fields: []events.FieldInfo{}},
		{EventSpec: events.EventSpec{Name: "b", Payload: events.Schema{"id": "int"}}, Owner: "mail", Fields: []events.FieldInfo{{Name: "id", Type: "int"}}},
		{
			EventSpec: events.EventSpec{Name: "b", Payload: events.Schema{"id": "int", "at": "datetime"}}, Owner: "z",
			Fields: []events.FieldInfo{{Name: "at", Type: "time.Time"}, {Name: "id", Type: "int"}},
		},
	}
	if diff := cmp.Diff(want, b.Expectations()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c := b.Catalog(); len(c) != 0 {
		t.Errorf("expectations are not declarations: %v", c)
	}
}

// Expect refuses bad specs alone, and says nothing of disagreement.
func TestExpectRefusesBadSpecs(t *testing.T) {
	b, told := watched()
	mustDeclare(t, b, events.EventSpec{Name: "a", Payload: events.Schema{"n": "int"}})
	err := b.Expect(events.EventSpec{Name: "bad name"}, events.EventSpec{Name: "c", Payload: events.Schema{"f": "func()"}},
		events.EventSpec{Name: "a", Payload: events.Schema{"n": "string"}})
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 2 {
		t.Fatalf("Expect: %v, want two errors", err)
	}
	if _, ok := errors.AsType[*events.NameError](err); !ok {
		t.Errorf("Expect: %v; want a *NameError", err)
	}
	if s, ok := errors.AsType[*events.SpecError](err); !ok || s.Name != "c" {
		t.Errorf("Expect: %v; want a *SpecError", err)
	}
	if len(b.Expectations()) != 1 || len(told.told(t)) != 1 {
		t.Errorf("in are %v; told %q", b.Expectations(), told.told(t))
	}
}

// Emitter and listener are compared in whichever order they are declared, and a
// fault is reported once.
func TestDisagreementIsFoundWhoeverComesFirst(t *testing.T) {
	declares := events.EventSpec{Name: "user.login", Payload: events.Schema{
		"user_id": "int32", "username": "string", "nick": "*string", "at": "time.Time", "tags": "[]string", "home": "example.com/auth.Address",
	}}
	for _, tt := range []struct {
		name  string
		needs events.Schema
		want  []string
	}{
		{"nothing", nil, nil},
		{"some fields", events.Schema{"username": "str", "at": "datetime"}, nil},
		{"wider", events.Schema{"user_id": "int64", "tags": "[]any", "username": "any"}, nil},
		{"optional", events.Schema{"username": "*string", "nick": "*any"}, nil},
		{"optional and nowhere", events.Schema{"later": "*int"}, nil},
		{"its own name for a type", events.Schema{"home": "Address"}, nil},
		{"missing", events.Schema{"user": "string"}, []string{"user: string, nothing"}},
		{"narrower", events.Schema{"user_id": "int16"}, []string{"user_id: int16, int32"}},
		{"another type", events.Schema{"username": "int", "at": "string"}, []string{"at: string, time.Time", "username: int, string"}},
		{"required, but may be left out", events.Schema{"nick": "string"}, []string{"nick: string, *string"}},
		{"another named type", events.Schema{"home": "example.com/auth.Home"}, []string{"home: example.com/auth.Home, example.com/auth.Address"}},
	} {
		for _, listenerFirst := range []bool{false, true} {
			b, told := watched()
			expect := func() {
				if err := b.As("audit").Expect(events.EventSpec{Name: "user.login", Payload: tt.needs}); err != nil {
					t.Error(err)
				}
			}
			if listenerFirst {
				expect()
			}
			mustDeclare(t, b.As("auth"), declares)
			if !listenerFirst {
				expect()
			}
			expect()
			mustDeclare(t, b.As("auth"), declares)
			if diff := cmp.Diff(tt.want, told.told(t)); diff != "" {
				t.Errorf("%s, listener first %v: told (-want +got):\n%s", tt.name, listenerFirst, diff)
			}
			faults := b.ContractFaults()
			if len(faults) != len(tt.want) {
				t.Errorf("%s: kept are %v", tt.name, faults)
			}
			for _, f := range faults {
				if f.Source != "auth" || f.Listener != "audit" || f.Topic != "user.login" {
					t.Errorf("%s: kept is %+v", tt.name, f)
				}
			}
		}
	}
}

// An expected event that is not declared is not a fault.
func TestExpectationWithoutEmitterIsNoFault(t *testing.T) {
	b, told := watched()
	if err := b.Expect(events.EventSpec{Name: "never.emitted", Payload: events.Schema{"n": "int"}}); err != nil || told.told(t) != nil {
		t.Errorf("%v, %q", err, told.told(t))
	}
}

type linkedEmit struct {
	ID linkedID `json:"id"`
}

type linkedNeed struct {
	ID struct{ N string } `json:"id"`
}

type linkedID struct{ N int }

// Where generated code is linked in, a disagreement has both places, and types
// with a name are told apart by what they are.
func TestDisagreementOfGeneratedCode(t *testing.T) {
	emits := events.EventSpec{Name: "linked.pair", Payload: events.Schema{"id": "ID", "n": "int"}}
	needs := events.EventSpec{Name: "linked.pair", Payload: events.Schema{"id": "ID", "m": "int"}}
	typed.Generated("linked.pair", typed.Codec[linkedEmit]{Fingerprint: typehint.Fingerprint(emits.Name, emits.Payload)})
	typed.Generated("linked.pair", typed.Codec[linkedNeed]{Fingerprint: typehint.Fingerprint(needs.Name, needs.Payload), Listens: true})
	b, told := watched()
	mustDeclare(t, b.As("auth"), emits)
	if err := b.As("audit").Expect(needs); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"id.N: string, int", "m: int, nothing"}, told.told(t)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	f := b.ContractFaults()[0]
	if filepath.Base(f.File) != "expect_test.go" || filepath.Base(f.ListenerFile) != "expect_test.go" || f.ListenerLine != f.Line+1 {
		t.Errorf("the places are %s:%d and %s:%d", f.File, f.Line, f.ListenerFile, f.ListenerLine)
	}
	wantText(t, f.Error(), "expect_test.go:", `"auth"`, `"audit"`)
}

// For a declaration that has changed since its code was generated, the error
// handler and ContractFaults say to run go generate. A listener's declaration of
// the same event is not taken for it.
func TestDeclarationIsToldToGenerate(t *testing.T) {
	old := events.Schema{"n": "int"}
	registry.Add(registry.Entry{Event: contract.Event{Name: "linked.stale", Fingerprint: typehint.Fingerprint("linked.stale", old)}})
	registry.Add(registry.Entry{Event: contract.Event{Name: "linked.needs", Fingerprint: typehint.Fingerprint("linked.needs", old)}, Listens: true})
	b, told := watched()
	mustDeclare(t, b.As("p"),
		events.EventSpec{Name: "linked.stale", Payload: events.Schema{"n": "int", "m": "int"}},
		events.EventSpec{Name: "linked.needs", Payload: events.Schema{"n": "int", "m": "int"}})
	if err := b.As("q").Expect(events.EventSpec{Name: "linked.needs", Payload: events.Schema{"m": "int"}}); err != nil {
		t.Error(err)
	}
	faults := b.ContractFaults()
	if len(faults) != 2 || len(told.told(t)) != 2 {
		t.Fatalf("kept are %+v; told %q", faults, told.told(t))
	}
	for i, f := range faults {
		if want := []string{"linked.needs", "linked.stale"}[i]; f.Topic != want || !f.Stale || f.Source != []string{"q", "p"}[i] {
			t.Errorf("fault %d is %+v", i, f)
		}
		wantText(t, f.Error(), "go generate")
	}
	byHand := typed.NewTopic[asDeclared]("linked.stale")
	b, told = watched()
	mustDeclare(t, b, byHand.Spec())
	if got := told.told(t); got != nil {
		t.Errorf("a struct by hand was told %q", got)
	}
}

// A fault is logged if there is no error handler.
func TestDisagreementIsLogged(t *testing.T) {
	var log bytes.Buffer
	b := events.New(events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	mustDeclare(t, b.As("auth"), events.EventSpec{Name: "a", Payload: events.Schema{"n": "int"}})
	_ = b.As("audit").Expect(events.EventSpec{Name: "a", Payload: events.Schema{"m": "int"}})
	wantText(t, log.String(), "level=WARN", "audit", "auth", `\"m\" as int, which is not declared`)
}
