package convert_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

type (
	base struct {
		ID   int `json:"id"`
		Name string
	}
	Stamp   struct{ time.Time }
	wholeOf struct {
		base
		*Address
		Named  base   `json:"named"`
		Name   string // hides the one of base
		When   Stamp
		Secret string  `json:"-"`
		Opt    *string `json:",omitempty"`
		local  int
	}
)

func TestFieldsOfAStruct(t *testing.T) {
	fields, err := convert.Fields(reflect.TypeFor[wholeOf]())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range fields {
		line := f.Name + " " + f.Type.String()
		if f.Optional {
			line += " optional"
		}
		if reflect.TypeFor[wholeOf]().FieldByIndex(f.Index).Type != f.Type {
			t.Errorf("%s: the index leads elsewhere", f.Name)
		}
		got = append(got, line)
	}
	want := []string{
		"id int", "Address *convert_test.Address optional", "named convert_test.base", "Name string",
		"When convert_test.Stamp", "Opt *string optional",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestFieldsOfEmbeddedStructsConvert(t *testing.T) {
	got, err := convert.Into[wholeOf](map[string]any{
		"id": 7.0, "named": map[string]any{"id": 8, "Name": "n"}, "Name": "outer", "When": "2026-07-01T12:00:00Z", "local": 1,
	})
	if err != nil || got.ID != 7 || got.Named.ID != 8 || got.Name != "outer" || got.base.Name != "" || got.local != 0 || got.When.Day() != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestFieldsRefusesTwins(t *testing.T) {
	type twins struct {
		One int `json:"Two"`
		Two int
	}
	_, err := convert.Fields(reflect.TypeFor[twins]())
	if bad, ok := errors.AsType[*typehint.Error](err); !ok || !strings.Contains(bad.Reason, `One and Two are both "Two"`) {
		t.Errorf("got %v", err)
	}
	_, err = convert.Into[twins](map[string]any{"Two": 1})
	if err == nil || !strings.Contains(err.Error(), "One and Two") {
		t.Errorf("conversion gives %v", err)
	}
	// Hidden twins do no harm.
	type left struct{ X int }
	type right struct{ X int }
	type outer struct {
		left
		right
		X int
	}
	fields, err := convert.Fields(reflect.TypeFor[outer]())
	if err != nil || len(fields) != 1 || len(fields[0].Index) != 1 {
		t.Errorf("fields %+v, %v; want the outer X", fields, err)
	}
}

func TestFieldsOfNoStruct(t *testing.T) {
	if fields, err := convert.Fields(reflect.TypeFor[int]()); err == nil {
		t.Errorf("Fields(int) = %v", fields)
	}
}

// A struct that goes through JSON comes back as it was, and so does each of its
// parts if the map has them in Go's own types.
func FuzzInto(f *testing.F) {
	f.Add("Ada", "admin", "Main St", int32(12345), 2.5, int64(1), []byte("raw"), true)
	f.Add("", "", "\u2028\x00", int32(-1), 0.1, int64(1<<62), []byte{}, false)
	f.Fuzz(func(t *testing.T, name, role, street string, zip int32, score float64, unix int64, raw []byte, nested bool) {
		type payload struct {
			Person Person    `json:"person"`
			Raw    []byte    `json:"raw"`
			When   time.Time `json:"when"`
			Opt    *string   `json:"opt,omitempty"`
		}
		valid := func(s string) string { return strings.ToValidUTF8(s, "") }
		want := payload{
			Person: Person{
				Name: valid(name), Role: Role(valid(role)),
				Homes: []Address{{Street: valid(street), Zip: &zip}, {}},
				Extra: map[string]float64{valid(name): score},
			},
			Raw: append([]byte{}, raw...), When: time.Unix(unix%(1<<37), unix&0xfffff).UTC(),
		}
		if nested {
			boss := want.Person
			want.Person.Boss, want.Opt = &boss, &want.Person.Name
		}
		text, err := json.Marshal(want)
		if err != nil {
			t.Skip(err) // NaN, infinity
		}
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		got, err := convert.Into[payload](m)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("round trip (-want +got):\n%s", diff)
		}
	})
}
