package typed_test

import (
	"context"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// wholeLogin is what the emitter generates, partLogin what a listener that does
// not import it does, of the fields that it needs; both are as evgen writes them.
type wholeLogin struct {
	UserID   int64     `json:"user_id"`
	Username string    `json:"username"`
	At       time.Time `json:"at"`
	Home     Address   `json:"home"`
	Tags     []string  `json:"tags"`
	Nick     *string   `json:"nick,omitempty"`
	Score    *float64  `json:"score,omitempty"`
}

var wholeTopic = typed.Generated("own.login", typed.Codec[wholeLogin]{
	Fields: []events.FieldInfo{
		{Name: "user_id", Type: "int64"},
		{Name: "username", Type: "string"},
		{Name: "at", Type: "time.Time"},
		{Name: "home", Type: "Address"},
		{Name: "tags", Type: "[]string"},
		{Name: "nick", Type: "*string"},
		{Name: "score", Type: "*float64"},
	},
	Encode: func(v wholeLogin) events.Payload { panic("a map was made") },
	Decode: func(d *typed.Decoder, v *wholeLogin) {
		typed.Required(d, "user_id", &v.UserID)
		typed.Required(d, "username", &v.Username)
		typed.Required(d, "at", &v.At)
		typed.Required(d, "home", &v.Home)
		typed.Required(d, "tags", &v.Tags)
		typed.Optional(d, "nick", &v.Nick)
		typed.Optional(d, "score", &v.Score)
	},
	Ref: func(v *wholeLogin, field string) any {
		switch field {
		case "user_id":
			return &v.UserID
		case "username":
			return &v.Username
		case "at":
			return &v.At
		case "home":
			return &v.Home
		case "tags":
			return &v.Tags
		case "nick":
			if v.Nick != nil {
				return v.Nick
			}
		case "score":
			if v.Score != nil {
				return v.Score
			}
		}
		return nil
	},
})

type partLogin struct {
	UserID int64     `json:"user_id"`
	At     time.Time `json:"at"`
	Home   Address   `json:"home"`
	Nick   *string   `json:"nick,omitempty"`
	Score  *float64  `json:"score,omitempty"`
	Tags   *[]string `json:"tags,omitempty"` // optional here, required there
}

var partTopic = typed.Generated("own.login", typed.Codec[partLogin]{
	Listens: true,
	Encode:  func(v partLogin) events.Payload { panic("a map was made") },
	Decode: func(d *typed.Decoder, v *partLogin) {
		typed.Required(d, "user_id", &v.UserID)
		typed.Required(d, "at", &v.At)
		typed.Required(d, "home", &v.Home)
		typed.Optional(d, "nick", &v.Nick)
		typed.Optional(d, "score", &v.Score)
		typed.Optional(d, "tags", &v.Tags)
	},
	Ref: func(v *partLogin, field string) any {
		switch field {
		case "user_id":
			return &v.UserID
		case "at":
			return &v.At
		case "home":
			return &v.Home
		}
		return nil
	},
})

var whole = wholeLogin{
	UserID: 1 << 40, Username: "ada", At: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Home: Address{City: "Bern"},
	Tags: []string{"a"}, Nick: new("countess"),
}

// A listener with a struct of its own gets what is emitted as another, all
// fields of the same type without a map: those of any type, optional ones that
// are there and not, and required ones that the listener takes for optional.
func TestOwnStructOfAListener(t *testing.T) {
	b := quiet()
	var got []partLogin
	partTopic.On(b, heard(&got))
	must(t, wholeTopic.EmitWait(ctx, b, whole))
	want := []partLogin{{UserID: 1 << 40, At: whole.At, Home: whole.Home, Nick: new("countess"), Tags: &[]string{"a"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	err := partTopic.EmitWait(ctx, b, partLogin{})
	if err != nil {
		t.Errorf("the listener's own struct: %v", err)
	}
	wholeTopic.On(b, func(context.Context, wholeLogin) error { return nil })
	fields := ""
	for _, f := range faults(partTopic.EmitWait(ctx, b, partLogin{})) {
		fields += f.Field + " "
	}
	if fields != "username tags " {
		t.Errorf("the other way round, fields are missing: %q", fields)
	}
}

func takePart(_ context.Context, p partLogin) error {
	sink += p.UserID + int64(p.At.Nanosecond())
	return nil
}

// An emit that listeners with structs of their own get allocates the general
// form of its payload, once, and nothing for any listener or field.
func TestOwnStructsCostOneAllocation(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector drops some of what is pooled")
	}
	for _, n := range []int{1, 10} {
		b := events.New()
		for range n {
			partTopic.On(b, takePart)
		}
		before := sink
		emit := func() { _ = wholeTopic.Emit(ctx, b, whole) }
		if got := testing.AllocsPerRun(200, emit); got > 1 || sink == before {
			t.Errorf("with %d listeners an emit allocates %v times, want once", n, got)
		}
	}
}

// BenchmarkOwnStruct shows what each listener with a struct of its own costs
// beside one with the emitter's: 6 fields, one of them a struct and one a time.
func BenchmarkOwnStruct(b *testing.B) {
	for _, tt := range []struct {
		name   string
		listen func(*events.Bus)
		times  int
	}{
		{"the emitter's", func(b *events.Bus) {
			wholeTopic.On(b, func(_ context.Context, p wholeLogin) error { sink += p.UserID; return nil })
		}, 1},
		{"own", func(b *events.Bus) { partTopic.On(b, takePart) }, 1},
		{"own, ten times", func(b *events.Bus) { partTopic.On(b, takePart) }, 10},
	} {
		b.Run(tt.name, func(b *testing.B) {
			bus := events.New(events.WithSlowThreshold(0))
			for range tt.times {
				tt.listen(bus)
			}
			b.ReportAllocs()
			for b.Loop() {
				_ = wholeTopic.Emit(ctx, bus, whole)
			}
		})
	}
}
