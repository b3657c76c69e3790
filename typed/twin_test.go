package typed_test

import (
	"context"
	"slices"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/typed"
)

// narrow is what another plugin, which must not import the first, knows of a login.
type narrow struct {
	User int     `json:"user_id"`
	Nick *string `json:"nick"`
}

// Several topics may have one name, with different structs.
func TestTwoTopicsOfOneName(t *testing.T) {
	b := quiet()
	narrowTopic := typed.NewTopic[narrow]("user.login")
	again := typed.NewTopic[login]("user.login")
	var wide []login
	var thin []narrow
	loginTopic.On(b, heard(&wide))
	narrowTopic.On(b, heard(&thin))
	must(t, loginTopic.EmitWait(ctx, b, login{UserID: 1, Name: "ada"}))
	must(t, again.EmitWait(ctx, b, login{UserID: 2}))
	if want := []login{{UserID: 1, Name: "ada"}, {UserID: 2}}; !slices.Equal(wide, want) {
		t.Errorf("the same struct: got %v, want %v", wide, want)
	}
	if want := []narrow{{User: 1}, {User: 2}}; !slices.Equal(thin, want) {
		t.Errorf("the other struct: got %v, want %v", thin, want)
	}
	err := narrowTopic.EmitWait(ctx, b, narrow{User: 3, Nick: new("x")})
	if f := faults(err); len(f) != 1 || f[0].Field != "name" || f[0].Have != "nothing" {
		t.Errorf("the other way round, where a field is missing: %v", err)
	}
	if len(thin) != 3 || len(wide) != 2 || *thin[2].Nick != "x" {
		t.Errorf("wide %v, narrow %v", wide, thin)
	}
	must(t, loginTopic.EmitWait(ctx, b, login{UserID: 4, Nick: new("y")}))
	if *thin[3].Nick != "y" {
		t.Errorf("an optional field between structs: %v", *thin[3].Nick)
	}
}

// Generated topics behave like those by hand.
func TestGeneratedAndByHandAlike(t *testing.T) {
	byHand := typed.NewTopic[host.PluginLoaded]("fp.plugin.loaded")
	gen := host.PluginLoadedTopic
	for name, tt := range map[string]struct {
		emit, listen *typed.Topic[host.PluginLoaded]
	}{
		"generated":            {gen, gen},
		"by hand":              {byHand, byHand},
		"generated to by hand": {gen, byHand},
		"by hand to generated": {byHand, gen},
	} {
		t.Run(name, func(t *testing.T) {
			b := quiet()
			var got []host.PluginLoaded
			var fields []string
			tt.listen.On(b, heard(&got))
			b.On("fp.plugin.loaded", func(_ context.Context, e events.Event) error {
				v, err := events.Field[string](e, "version")
				fields = append(fields, v)
				if w, ok := e.Get("version"); err == nil && (w != v || !ok) {
					t.Errorf("Get %v, %v; Field %v", w, ok, v)
				}
				return err
			})
			want := []host.PluginLoaded{{ModuleName: "auth", Version: "1"}, {ModuleName: "audit", Version: "2"}}
			must(t, tt.emit.EmitWait(ctx, b, want[0]))
			must(t, b.EmitWait(ctx, "fp.plugin.loaded", events.Payload{"module_name": "audit", "version": "2", "more": 1}))
			if !slices.Equal(got, want) || !slices.Equal(fields, []string{"1", "2"}) {
				t.Errorf("got %v and %v, want %v", got, fields, want)
			}
			err := b.EmitWait(ctx, "fp.plugin.loaded", events.Payload{"version": 3})
			wantFaults := []events.PayloadError{
				{Topic: "fp.plugin.loaded", Field: "module_name", Want: "string", Have: "nothing"},
				{Topic: "fp.plugin.loaded", Field: "version", Want: "string", Have: "int"},
			}
			if f := faults(err); len(f) != 3 || !slices.Equal(f[:2], wantFaults) {
				t.Errorf("mismatch: %v", err)
			}
			if p, ok := emptyGet(b, tt.emit); p != nil || ok {
				t.Errorf("Get of a field that the struct has not: %v, %v", p, ok)
			}
		})
	}
	if g, h := gen.Spec(), byHand.Spec(); len(g.Payload) != 2 || g.Payload["version"] != h.Payload["version"] || g.Description == "" {
		t.Errorf("specs %v and %v", g, h)
	}
	if host.AppReadyTopic.Name() != "fp.app_ready" {
		t.Errorf("name %q", host.AppReadyTopic.Name())
	}
}

func emptyGet(b *events.Bus, topic *typed.Topic[host.PluginLoaded]) (v any, ok bool) {
	b.On(topic.Name(), func(_ context.Context, e events.Event) error { v, ok = e.Get("gone"); return nil }, events.Once())
	_ = topic.Emit(ctx, b, host.PluginLoaded{})
	return v, ok
}

// maybe is a payload with an optional field, as evgen writes it.
type maybe struct {
	V *Address `json:"v,omitempty"`
}

func TestGeneratedOptionalField(t *testing.T) {
	topic := typed.Generated("maybe", typed.Codec[maybe]{
		Encode: func(m maybe) events.Payload {
			p := events.Payload{}
			if m.V != nil {
				p["v"] = *m.V
			}
			return p
		},
		Decode: func(d *typed.Decoder, m *maybe) { typed.Optional(d, "v", &m.V) },
		Ref:    func(*maybe, string) any { return nil },
	})
	b := quiet()
	var got []maybe
	topic.On(b, heard(&got))
	home := &Address{City: "Bern"}
	for _, p := range []events.Payload{
		{},
		{"v": nil},
		{"v": (*Address)(nil)},
		{"v": home},
		{"v": *home},
		{"v": map[string]any{"city": "Bern"}},
	} {
		must(t, b.EmitWait(ctx, "maybe", p))
	}
	for i, m := range got {
		switch {
		case i < 3 && m.V != nil:
			t.Errorf("event %d: %v, want nil", i, *m.V)
		case i >= 3 && (m.V == nil || *m.V != *home):
			t.Errorf("event %d: %v, want %v", i, m.V, *home)
		}
	}
	f := faults(b.EmitWait(ctx, "maybe", events.Payload{"v": map[string]any{"city": 3}}))
	if len(got) != 6 || len(f) != 1 || f[0].Field != "v.city" || f[0].Want != "string" || f[0].Have != "int" {
		t.Errorf("%d events, faults %v", len(got), f)
	}
}
