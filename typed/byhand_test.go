package typed_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

func TestPointerFieldIsOptional(t *testing.T) {
	b := events.New()
	var got []login
	var seen []events.Payload
	loginTopic.On(b, heard(&got))
	b.On("user.login", func(_ context.Context, e events.Event) error {
		seen = append(seen, e.Payload())
		return nil
	})
	must(t, loginTopic.EmitWait(ctx, b, login{UserID: 1, Name: "a"}))
	must(t, loginTopic.EmitWait(ctx, b, login{UserID: 2, Name: "b", Nick: new("bb")}))
	for _, p := range []events.Payload{
		{"user_id": 3, "name": "missing"},
		{"user_id": 4, "name": "nil", "nick": nil},
		{"user_id": 5, "name": "nil pointer", "nick": (*string)(nil)},
		{"user_id": 6, "name": "value", "nick": "v"},
		{"user_id": 7, "name": "pointer", "nick": new("p")},
	} {
		must(t, b.EmitWait(ctx, "user.login", p))
	}
	want := []login{
		{1, "a", nil},
		{2, "b", new("bb")},
		{3, "missing", nil},
		{4, "nil", nil},
		{5, "nil pointer", nil},
		{6, "value", new("v")},
		{7, "pointer", new("p")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("typed (-want +got):\n%s", diff)
	}
	if v, ok := nickOf(b, login{}); v != nil || ok {
		t.Errorf("Get of an optional field that is nil: %v, %v; want it missing", v, ok)
	}
	if v, ok := nickOf(b, login{Nick: new("n")}); v != "n" || !ok {
		t.Errorf("Get of an optional field that is there: %v, %v; want its value", v, ok)
	}
	if diff := cmp.Diff([]events.Payload{{"user_id": int64(1), "name": "a"}, {"user_id": int64(2), "name": "b", "nick": "bb"}}, seen[:2]); diff != "" {
		t.Errorf("untyped (-want +got):\n%s", diff)
	}
}

// nickOf returns what an untyped listener gets of the field nick.
func nickOf(b *events.Bus, p login) (v any, ok bool) {
	b.On("user.login", func(_ context.Context, e events.Event) error { v, ok = e.Get("nick"); return nil }, events.Once())
	_ = loginTopic.Emit(ctx, b, p)
	return v, ok
}

type Base struct {
	ID   int    `json:"id"`
	Kind string `json:"kind"`
}

type Extra struct{ Note string }

type handmade struct {
	Base
	*Extra          // a field like any other, and optional
	Kind    Level   `json:"kind"` // hides Base's
	Plain   string  // no tag
	Omit    string  `json:"omit,omitempty"`
	Only    float64 `json:",omitempty"`
	Skipped string  `json:"-"`
	hidden  string
}

var handTopic = typed.NewTopic[handmade]("hand.made")

// Json tags name the fields; embedded, unexported and skipped ones as the contract says.
func TestJSONTagsNameTheFields(t *testing.T) {
	want := events.Schema{
		"id": "int", "kind": "github.com/fastpluggy/eventbus/typed_test.Level", "Plain": "string",
		"omit": "string", "Only": "float64", "Extra": "*github.com/fastpluggy/eventbus/typed_test.Extra",
	}
	if diff := cmp.Diff(want, handTopic.Spec().Payload); diff != "" {
		t.Errorf("spec (-want +got):\n%s", diff)
	}
	b := quiet()
	var seen events.Payload
	var got []handmade
	b.On("hand.made", func(_ context.Context, e events.Event) error { seen = e.Payload(); return nil })
	must(t, handTopic.EmitWait(ctx, b, handmade{Base: Base{ID: 1, Kind: "base"}, Kind: 2, Skipped: "s", hidden: "h"}))
	if diff := cmp.Diff(events.Payload{"id": 1, "kind": Level(2), "Plain": "", "omit": "", "Only": 0.0}, seen); diff != "" {
		t.Errorf("payload (-want +got):\n%s", diff)
	}
	handTopic.On(b, heard(&got))
	must(t, b.EmitWait(ctx, "hand.made", events.Payload{
		"id": 3, "kind": 4, "Plain": "p", "omit": "o", "Only": 1, "Extra": map[string]any{"Note": "n"},
		"-": "x", "Skipped": "x", "hidden": "x", "unknown": make(chan int),
	}))
	if len(got) != 1 || got[0].ID != 3 || got[0].Kind != 4 || got[0].Plain != "p" || got[0].Only != 1 || got[0].Extra.Note != "n" ||
		got[0].Skipped != "" || got[0].hidden != "" || got[0].Base.Kind != "" {
		t.Errorf("typed: %+v", got)
	}
	if err := b.EmitWait(ctx, "hand.made", events.Payload{"id": 3, "kind": 4, "Plain": "p", "Only": 1}); len(faults(err)) != 1 {
		t.Errorf("a missing field with omitempty: %v, want it refused: only pointers are optional", err)
	}
}

func TestSpecCanBeDeclared(t *testing.T) {
	b := events.New()
	specs := []events.EventSpec{loginTopic.Spec(), allTopic.Spec(), handTopic.Spec(), host.PluginLoadedTopic.Spec()}
	must(t, b.As("me").Declare(specs...))
	names := []string{}
	for _, d := range b.Catalog() {
		names = append(names, d.Name)
	}
	if want := []string{"all.kinds", "fp.plugin.loaded", "hand.made", "user.login"}; !slices.Equal(names, want) {
		t.Errorf("catalog: %q, want %q", names, want)
	}
}

func TestSpecIsTheCallers(t *testing.T) {
	want := events.EventSpec{
		Name: "user.login", Description: "signed in",
		Payload: events.Schema{"user_id": "int64", "name": "string", "nick": "*string"},
	}
	first := loginTopic.Spec()
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("spec (-want +got):\n%s", diff)
	}
	maps.DeleteFunc(first.Payload, func(string, string) bool { return true })
	if diff := cmp.Diff(want, loginTopic.Spec()); diff != "" {
		t.Errorf("a caller changed the spec of all:\n%s", diff)
	}
}

func TestEmptyStruct(t *testing.T) {
	b := events.New()
	topic := typed.NewTopic[struct{}]("app.ready")
	var got []struct{}
	var seen []events.Payload
	topic.On(b, heard(&got))
	b.On("app.ready", func(_ context.Context, e events.Event) error { seen = append(seen, e.Payload()); return nil })
	must(t, topic.EmitWait(ctx, b, struct{}{}))
	must(t, b.EmitWait(ctx, "app.ready", nil))
	must(t, b.EmitWait(ctx, "app.ready", events.Payload{"extra": 1}))
	if len(got) != 3 || len(seen) != 3 || seen[0] == nil || len(seen[0]) != 0 {
		t.Errorf("typed %d, untyped %v", len(got), seen)
	}
	if s := topic.Spec().Payload; s == nil || len(s) != 0 {
		t.Errorf("spec %v, want an empty one", s)
	}
}
