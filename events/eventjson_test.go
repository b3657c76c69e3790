package events_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// emitted returns an event as an untyped listener hears it.
func emitted(t *testing.T, p events.Payload) (got events.Event) {
	t.Helper()
	b := events.New()
	b.On("user.login", func(_ context.Context, e events.Event) error { got = e; return nil })
	mustEmit(t, b.As("auth"), "user.login", p)
	return got
}

// An event marshals to its name, source, time and payload, wherever it stands.
func TestEventMarshalsWithItsPayload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for want, p := range map[string]events.Payload{
			`{}`:                               nil,
			`{"name":"ada","tags":["a"]}`:      {"name": "ada", "tags": []string{"a"}},
			`{"id":9007199254740993,"x":null}`: {"id": int64(1<<53 + 1), "x": nil},
		} {
			e := emitted(t, p)
			want := `{"name":"user.login","source":"auth","time":"2000-01-01T00:00:00Z","payload":` + want + `}`
			for _, v := range []any{e, &e, []events.Event{e}, map[string]any{"event": e}, struct{ Event events.Event }{e}} {
				if raw, err := json.Marshal(v); err != nil || !strings.Contains(string(raw), want) {
					t.Errorf("%T: %s, %v\nwant %s", v, raw, err, want)
				}
			}
		}
	})
	if raw, err := json.Marshal(events.Event{}); err != nil || string(raw) != `{"name":"","source":"","time":"0001-01-01T00:00:00Z","payload":{}}` {
		t.Errorf("the zero event: %s, %v", raw, err)
	}
	if raw, err := json.Marshal(emitted(t, events.Payload{"f": func() {}})); err == nil {
		t.Errorf("a function marshals to %s, want an error", raw)
	}
}

// A typed event, heard by an untyped listener, marshals alike.
func TestTypedEmitMarshals(t *testing.T) {
	type order struct {
		ID   int64   `json:"id"`
		Note *string `json:"note"`
	}
	b := events.New()
	var raw []byte
	b.On("order.placed", func(_ context.Context, e events.Event) (err error) { raw, err = json.Marshal(e); return err })
	if err := typed.NewTopic[order]("order.placed").EmitWait(background, b, order{ID: 7}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(raw), `"payload":{"id":7}`) {
		t.Errorf("marshals to %s", raw)
	}
}

// A marshalled event comes back, and Field reads it: numbers lose nothing.
func TestEventComesBackFromJSON(t *testing.T) {
	e := emitted(t, events.Payload{
		"id": uint64(math.MaxUint64), "low": int64(math.MinInt64), "half": 0.5, "zero": math.Copysign(0, -1),
		"at": time.Unix(7, 0).UTC(), "raw": []byte("hi"), "tags": []string{"a"}, "in": map[string]any{"n": int64(1<<53 + 1)}, "none": nil,
	})
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var back events.Event
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if back.Name != e.Name || back.Source != e.Source || !back.Time.Equal(e.Time) || back == e {
		t.Errorf("came back as %v", back)
	}
	want := events.Payload{
		"id": uint64(math.MaxUint64), "low": int64(math.MinInt64), "half": 0.5, "zero": math.Copysign(0, -1),
		"at": "1970-01-01T00:00:07Z", "raw": "aGk=", "tags": []any{"a"}, "in": map[string]any{"n": int64(1<<53 + 1)}, "none": nil,
	}
	if diff := cmp.Diff(want, back.Payload()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if at, err := events.Field[time.Time](back, "at"); err != nil || at.Unix() != 7 {
		t.Errorf("Field: %v, %v", at, err)
	}
	again, err := json.Marshal(back)
	if err != nil || !bytes.Equal(raw, again) {
		t.Errorf("marshals again to %s, %v\nwant %s", again, err, raw)
	}
	back.Payload()["id"] = 0
	if id, _ := back.Get("id"); id != uint64(math.MaxUint64) {
		t.Error("Payload of it is no copy")
	}
}

func TestEventRefusesBadJSON(t *testing.T) {
	for _, text := range []string{`[]`, `{"name":1}`, `{"payload":[]}`, `{"payload":{"f":1e400}}`, `{"payload":{"in":[{"f":-1e999}]}}`, `{"time":"noon"}`} {
		kept := events.Event{Name: "kept"}
		if err := json.Unmarshal([]byte(text), &kept); err == nil || !strings.HasPrefix(err.Error(), "events: ") || kept != (events.Event{Name: "kept"}) {
			t.Errorf("%s: %v, and the event is %v", text, err, kept)
		}
	}
	for _, text := range []string{`{}`, `{"payload":null}`, `{"payload":{}}`} {
		var e events.Event
		if err := json.Unmarshal([]byte(text), &e); err != nil || e.Payload() == nil || len(e.Payload()) != 0 {
			t.Errorf("%s: %v, payload %v", text, err, e.Payload())
		}
	}
	kept := []events.Event{{Name: "kept"}}
	if err := json.Unmarshal([]byte(`[null]`), &kept); err != nil || kept[0].Name != "kept" {
		t.Errorf("null: %v, %v", err, kept)
	}
}

// gob would drop the payload too.
func TestEventThroughGob(t *testing.T) {
	e := emitted(t, events.Payload{"name": "ada"})
	var wire bytes.Buffer
	if err := gob.NewEncoder(&wire).Encode(e); err != nil {
		t.Fatal(err)
	}
	var back events.Event
	if err := gob.NewDecoder(&wire).Decode(&back); err != nil {
		t.Fatal(err)
	}
	if name, err := events.Field[string](back, "name"); err != nil || name != "ada" || back.Source != "auth" {
		t.Errorf("came back as %v, %v", back, err)
	}
}

// Every verb prints one line without internals, and both forms of slog show the
// payload.
func TestEventPrints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := emitted(t, events.Payload{"name": "ada\n", "n": 1})
		want := `user.login from "auth" at 2000-01-01T00:00:00Z: {"n":1,"name":"ada\n"}`
		for _, verb := range []string{"%v", "%+v", "%s"} {
			if got := fmt.Sprintf(verb, e); got != want {
				t.Errorf("%s prints %s, want %s", verb, got, want)
			}
		}
		var out strings.Builder
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "event", e)
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "event", e)
		for _, part := range []string{`"event":{"name":"user.login","source":"auth"`, `"payload":{"n":1,"name":"ada\n"}}`, "event.name=user.login", "event.payload="} {
			if !strings.Contains(out.String(), part) {
				t.Errorf("the log has no %s:\n%s", part, out.String())
			}
		}
	})
	for want, e := range map[string]events.Event{
		"a: {}":          {Name: "a"},
		`a from "b": {}`: {Name: "a", Source: "b"},
	} {
		if got := e.String(); got != want {
			t.Errorf("prints %s, want %s", got, want)
		}
	}
	self := map[string]any{}
	self["self"] = self
	for what, v := range map[string]any{"unsupported type: chan int": make(chan int), "cycle": self} {
		if got := emitted(t, events.Payload{"f": v}).String(); !strings.Contains(got, what) {
			t.Errorf("what JSON can't carry prints as %s", got)
		}
	}
}

// The JSON of an error has the text of the error that it wraps: an error field
// alone would be {}.
func TestErrorsMarshalAsText(t *testing.T) {
	boom := errors.New("boom")
	for want, err := range map[string]error{
		"no paper": &events.ListenerError{Event: "a", Listener: "l", Stage: "handler", Err: errors.New("no paper")},
		"boom":     &events.PanicError{Value: boom},
		"left":     &events.CloseError{Err: errors.New("left")},
		"gone":     &events.DrainError{Err: errors.New("gone")},
		"bad hint": &events.SpecError{Err: errors.New("bad hint")},
	} {
		raw, e := json.Marshal(map[string]error{"error": err})
		text, _ := json.Marshal(err.Error())
		if e != nil || !strings.Contains(string(raw), want) || string(raw) != `{"error":`+string(text)+`}` {
			t.Errorf("%T marshals to %s, %v", err, raw, e)
		}
	}
}
