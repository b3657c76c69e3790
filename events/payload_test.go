package events_test

import (
	"context"
	"errors"
	"math"
	"net/netip"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/google/go-cmp/cmp"
)

// B44: the caller may go on changing his map; each listener has a
// copy of its own, and may keep the event for ever.
func TestB44_EachHasItsOwnMap(t *testing.T) {
	b := events.New()
	var kept []events.Event
	spoil := func(_ context.Context, e events.Event) error {
		p := e.Payload()
		p["n"] = "spoiled"
		delete(p, "s")
		kept = append(kept, e)
		return nil
	}
	b.On("a", spoil)
	b.On("a", spoil)
	b.On("a", spoil, events.Async())
	p := events.Payload{"n": 1, "s": "x"}
	mustEmit(t, b, "a", p)
	p["n"] = 2
	delete(p, "s")
	closeBus(t, b)
	if len(kept) != 3 {
		t.Fatalf("%d events, want 3", len(kept))
	}
	for i, e := range kept {
		if diff := cmp.Diff(events.Payload{"n": 1, "s": "x"}, e.Payload()); diff != "" {
			t.Errorf("listener %d (-want +got):\n%s", i, diff)
		}
	}
}

// B44: what lies behind pointers, slices and maps inside is shared, as the
// contract says.
func TestB44_NestedStructureIsShared(t *testing.T) {
	b := events.New()
	b.On("a", func(_ context.Context, e events.Event) error {
		e.Payload()["list"].([]int)[0] = 9
		return nil
	})
	var seen any
	b.On("a", func(_ context.Context, e events.Event) error { seen, _ = e.Get("list"); return nil })
	mustEmit(t, b, "a", events.Payload{"list": []int{1}})
	if diff := cmp.Diff(any([]int{9}), seen); diff != "" {
		t.Errorf("the contract says shared (-want +got):\n%s", diff)
	}
}

// B45: a nil payload is legal; Payload is never nil, also of the zero event.
func TestB45_NilPayload(t *testing.T) {
	b := events.New()
	calls := 0
	b.On("a", func(_ context.Context, e events.Event) error {
		calls++
		p := e.Payload()
		if p == nil || len(p) != 0 {
			t.Errorf("Payload: %v", p)
		}
		p["writable"] = true
		if _, ok := e.Get("x"); ok {
			t.Error("Get found a field in nothing")
		}
		_, err := events.Field[int](e, "x")
		wantPayloadError(t, err, events.PayloadError{Topic: "a", Field: "x", Want: "int", Have: "nothing"})
		return nil
	})
	mustEmit(t, b, "a", nil)
	mustEmit(t, b, "a", events.Payload{})
	if calls != 2 {
		t.Errorf("%d calls, want 2", calls)
	}
	var zero events.Event
	if p := zero.Payload(); p == nil {
		t.Error("the zero event's payload is nil")
	}
	if _, ok := zero.Get("x"); ok {
		t.Error("the zero event has a field")
	}
	if _, err := events.Field[string](zero, "x"); err == nil {
		t.Error("the zero event has a field")
	}
}

func wantPayloadError(t *testing.T, err error, want events.PayloadError) {
	t.Helper()
	p, ok := errors.AsType[*events.PayloadError](err)
	if !ok {
		t.Errorf("%v is not a *PayloadError", err)
		return
	}
	if diff := cmp.Diff(want, *p); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantText(t, err.Error(), want.Topic, want.Field, want.Want, want.Have)
}

// eventOf returns an event that carries v as its field "f".
func eventOf(t *testing.T, v any) (got events.Event) {
	t.Helper()
	b := events.New()
	b.On("a", func(_ context.Context, e events.Event) error { got = e; return nil })
	mustEmit(t, b, "a", events.Payload{"f": v})
	return got
}

// B74: what converts, and to what.
func TestFieldConverts(t *testing.T) {
	check := func(name string, got, want any, err error) {
		t.Helper()
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	n, err := events.Field[int64](eventOf(t, 3), "f")
	check("int to int64", n, int64(3), err)
	i, err := events.Field[int](eventOf(t, 3.0), "f")
	check("JSON's 3 to int", i, 3, err)
	u, err := events.Field[uint8](eventOf(t, 255), "f")
	check("int to uint8", u, uint8(255), err)
	at, err := events.Field[time.Time](eventOf(t, "2026-01-02T03:04:05Z"), "f")
	check("RFC 3339", at, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), err)
	raw, err := events.Field[[]byte](eventOf(t, "aGk="), "f")
	check("base64", raw, []byte("hi"), err)
	v, err := events.Field[any](eventOf(t, "as it is"), "f")
	check("any", v, "as it is", err)
	type address struct {
		City string `json:"city"`
		Zip  int    `json:"zip"`
	}
	nested, err := events.Field[[]address](eventOf(t, []any{map[string]any{"city": "Ulm", "zip": 3.0}}), "f")
	check("maps and slices", nested, []address{{"Ulm", 3}}, err)
}

// B74: what does not convert says where, what was wanted and what is
// there.
func TestFieldRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		value any
		field func(events.Event) error
		want  events.PayloadError
	}{
		{"a string is not a number", "3", fieldErr[int], events.PayloadError{Topic: "a", Field: "f", Want: "int", Have: "string"}},
		{"half a number", 3.5, fieldErr[int], events.PayloadError{Topic: "a", Field: "f", Want: "int", Have: "float64 3.5"}},
		{"too large", 256, fieldErr[uint8], events.PayloadError{Topic: "a", Field: "f", Want: "uint8", Have: "int 256"}},
		{"negative", -1, fieldErr[uint], events.PayloadError{Topic: "a", Field: "f", Want: "uint", Have: "int -1"}},
		{"beyond int64", math.MaxFloat64, fieldErr[int64], events.PayloadError{Topic: "a", Field: "f", Want: "int64", Have: "float64 1.7976931348623157e+308"}},
		{"a number is not a string", 3, fieldErr[string], events.PayloadError{Topic: "a", Field: "f", Want: "string", Have: "int"}},
		{"a bool is not a number", true, fieldErr[int], events.PayloadError{Topic: "a", Field: "f", Want: "int", Have: "bool"}},
		{"nil is not a string", nil, fieldErr[string], events.PayloadError{Topic: "a", Field: "f", Want: "string", Have: "nil"}},
		{"inside a slice", []any{1, "x"}, fieldErr[[]int], events.PayloadError{Topic: "a", Field: "f[1]", Want: "int", Have: "string"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantPayloadError(t, tt.field(eventOf(t, tt.value)), tt.want)
		})
	}
}

// A missing field is wanted by its hint, as one that does not convert is.
func TestFieldMissingWantsTheHint(t *testing.T) {
	for want, field := range map[string]func(events.Event) error{
		"net/netip.Addr": missingField[netip.Addr],
		"any":            missingField[any],
		"[]byte":         missingField[[]byte],
		"chan int":       missingField[chan int], // it has no hint
	} {
		wantPayloadError(t, field(eventOf(t, 1)), events.PayloadError{Topic: "a", Field: "g", Want: want, Have: "nothing"})
	}
}

func missingField[T any](e events.Event) error { _, err := events.Field[T](e, "g"); return err }

func fieldErr[T any](e events.Event) error { _, err := events.Field[T](e, "f"); return err }

// Get reads one field and says whether it is there, a nil one too.
func TestGet(t *testing.T) {
	e := eventOf(t, nil)
	if v, ok := e.Get("f"); v != nil || !ok {
		t.Errorf("Get: %v, %v; want nil, true", v, ok)
	}
	if _, ok := e.Get("g"); ok {
		t.Error("Get found what is not there")
	}
}

// An event carries its name, who emitted it, and when.
func TestEventCarriesNameSourceAndTime(t *testing.T) {
	b := events.New()
	var got []events.Event
	b.On("a", func(_ context.Context, e events.Event) error { got = append(got, e); return nil })
	before := time.Now()
	mustEmit(t, b, "a", nil)
	mustEmit(t, b.As("plugin"), "a", nil)
	for _, from := range []string{"elsewhere", ""} {
		if err := b.As("plugin").Emit(background, "a", nil, events.From(from)); err != nil {
			t.Error(err)
		}
	}
	if err := b.As("plugin").EmitWait(background, "a", nil, events.From("first"), events.From("last")); err != nil {
		t.Error(err)
	}
	for i, want := range []string{"", "plugin", "elsewhere", "plugin", "last"} {
		if got[i].Source != want || got[i].Name != "a" {
			t.Errorf("event %d is %s from %q, want a from %q", i, got[i].Name, got[i].Source, want)
		}
		if got[i].Time.Before(before) || got[i].Time.After(time.Now()) {
			t.Errorf("event %d was at %v", i, got[i].Time)
		}
	}
}
