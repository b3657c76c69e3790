package typed_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/url"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type (
	// WritesOnly has no method that reads what it writes.
	WritesOnly int
	// TextOnly is the same for text.
	TextOnly int
	// Sealed has nothing that JSON shows.
	Sealed struct{ _ string }
	// Stamped has the JSON of the time alone.
	Stamped struct {
		time.Time
		By string
	}
	// Named may have an embedded type with its own JSON: the field has a name.
	Named struct {
		At time.Time
		By string
	}
	hiddenPart struct{ N int }
	// PartOf embeds a pointer to an unexported struct.
	PartOf struct{ *hiddenPart }
	// Bad keys.
	BoolKeyed map[bool]int
	// ValueKeyed has values that json.Marshal cannot take the address of.
	ValueKeyed map[string]big.Int
	// Deep has a fault far down.
	Deep struct {
		Lines []struct {
			Price map[string]*Inner `json:"price"`
		} `json:"lines"`
	}
	// Inner refers to itself.
	Inner struct {
		Again *Inner
		On    func() `json:"on"`
	}
	// Twice is a pointer to a pointer.
	Twice struct{ P **int }
	// Full is left out on purpose.
	Full struct {
		N    int
		Func func() `json:"-"`
		memo string
	}
)

func (WritesOnly) MarshalJSON() ([]byte, error) { return []byte("1"), nil }
func (TextOnly) MarshalText() ([]byte, error)   { return []byte("1"), nil }

// ownJSON is a payload that does not write its fields.
type ownJSON struct{ N int }

func (ownJSON) MarshalJSON() ([]byte, error) { return []byte("[]"), nil }

// B99: a type whose values would not come back is refused when the topic is made, with
// the place and the reason.
func TestB99_TypesThatDoNotComeBackAreRefused(t *testing.T) {
	for _, tt := range []struct {
		make func()
		want []string
	}{
		{refuse[struct{ F WritesOnly }], []string{"field F", "MarshalJSON", "no UnmarshalJSON"}},
		{refuse[struct{ F TextOnly }], []string{"field F", "MarshalText", "no UnmarshalText"}},
		{refuse[struct{ F Sealed }], []string{"Sealed", "unexported fields only"}},
		{refuse[struct{ F *url.URL }], []string{"field F.User", "unexported fields only"}},
		{refuse[struct{ F atomic.Int64 }], []string{"unexported fields only"}},
		{refuse[struct{ F Stamped }], []string{"Stamped", "embeds"}},
		{refuse[struct{ F PartOf }], []string{"*typed_test.hiddenPart", "export the type"}},
		{refuse[struct{ F big.Int }], []string{"field F: big.Int has MarshalJSON for a pointer only", "use *big.Int"}},
		{refuse[struct{ F regexp.Regexp }], []string{"use *regexp.Regexp"}},
		{refuse[struct{ F *big.Float }], []string{"64 bits"}},
		{refuse[struct{ F ValueKeyed }], []string{"field F[]: big.Int", "use *big.Int"}},
		{refuse[struct{ F BoolKeyed }], []string{"keys that JSON can't write"}},
		{refuse[struct{ F fmt.Stringer }], []string{"interface"}},
		{refuse[struct{ F []error }], []string{"error"}},
		{refuse[struct{ F Deep }], []string{"field F.lines[].price[].on: func() has no JSON"}},
		{refuse[struct{ F Twice }], []string{"pointer to a pointer"}},
		{refuse[ownJSON], []string{"has a method MarshalJSON"}},
		{refuse[Stamped], []string{"has a method MarshalJSON"}},
		{refuse[struct {
			F string `json:"f,string"`
		}], []string{"option string"}},
	} {
		panics(t, tt.make, tt.want...)
	}
	typed.NewTopic[struct{ F Named }]("not.refused")
	full := typed.NewTopic[struct{ F Full }]("not.refused")
	if got, err := full.Decode("not.refused", []byte(`{"F":{"N":1,"memo":"m"}}`)); err != nil || got.F.N != 1 || got.F.memo != "" {
		t.Errorf("fields that are left out: %+v, %v", got.F, err)
	}
	typed.NewTopic[struct{ F []big.Int }]("not.refused")
	typed.NewTopic[struct{ F *regexp.Regexp }]("not.refused")
	panics(t, func() { typed.Generated("refused.type", typed.Codec[struct{ F WritesOnly }]{}) }, "Generated", "no UnmarshalJSON")
}

func refuse[T any]() { typed.NewTopic[T]("refused.type") }

// A field that json.Marshal left out, since it was empty, is empty. But to recognize a
// version it must be there.
func TestB99_OmittedFieldsAreEmpty(t *testing.T) {
	type before struct {
		Name string `json:"name"`
	}
	type now struct {
		Name  string `json:"name"`
		Level int    `json:"level,omitempty"`
	}
	alone := typed.NewTopic[now]("omit.alone")
	if got, err := alone.Decode("omit.alone", []byte(`{"name":"a"}`)); err != nil || got != (now{Name: "a"}) {
		t.Errorf("%+v, %v", got, err)
	}
	old, topic := typed.NewTopic[before]("omit.versions"), typed.NewTopic[now]("omit.versions")
	typed.Upcast(old, topic, func(b before) (now, error) { return now{b.Name, 7}, nil })
	if got, err := topic.Decode("omit.versions", []byte(`{"name":"a"}`)); err != nil || got.Level != 7 {
		t.Errorf("of the older version: %+v, %v", got, err)
	}
}

// Values that JSON has no form for fail when they are marshalled.
func TestB99_ValuesWithoutJSONAreNotStored(t *testing.T) {
	b := events.New()
	var e events.Event
	b.OnAny(func(_ context.Context, got events.Event) error { e = got; return nil })
	must(t, b.Emit(ctx, "no.json", events.Payload{"f": func() {}}))
	if _, err := json.Marshal(e); err == nil {
		t.Error("a function is marshalled")
	}
	n := big.NewInt(12)
	text, err := json.Marshal(events.Payload{"n": *n, "p": n, "list": []big.Int{*n}, "nil": nil, "at": [1]big.Int{*n}})
	if want := `{"at":[12],"list":[12],"n":12,"nil":null,"p":12}`; string(text) != want || err != nil {
		t.Errorf("%s, %v, want %s", text, err, want)
	}
	if text, err := json.Marshal(events.Payload(nil)); string(text) != "null" || err != nil {
		t.Errorf("a nil payload: %s, %v", text, err)
	}
	if _, err := storedTopic.Decode("stored.event", []byte(`{"big":{}}`)); err == nil {
		t.Error("{} is a number")
	}
}
