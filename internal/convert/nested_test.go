package convert_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/convert"
)

// The types of two plugins that do not import each other: sent are the emitter's, and
// read a listener's.
type (
	sentLine struct {
		SKU   string         `json:"sku"`
		Qty   int32          `json:"qty"`
		Note  *string        `json:"note"`
		Tags  []string       `json:"tags"`
		Size  [2]float32     `json:"size"`
		Host  netip.Addr     `json:"host"`
		Extra map[string]int `json:"extra"`
		local int
	}
	readLine struct {
		Tags  []Role          `json:"tags"`
		Qty   int64           `json:"qty"`
		Note  *Role           `json:"note"`
		SKU   Role            `json:"sku"`
		Size  []float64       `json:"size"`
		Host  string          `json:"host"`
		Extra map[Role]uint16 `json:"extra"`
		More  *int            `json:"more"`
		Gone  int             `json:"gone,omitempty"`
		local string
	}
	stamp    struct{ time.Time } // a text, although it has the MarshalJSON of time.Time
	sentTree struct {
		Name string
		Kids []*sentTree
		Best *sentTree
	}
	readTree struct {
		Best *readTree
		Name Role
		Kids []readTree
	}
	sentBase struct {
		ID   int    `json:"id"`
		Kind string `json:"kind"`
	}
	sentOuter struct {
		*sentBase
		Kind int `json:"kind"`
	}
	readOuter struct {
		Kind int `json:"kind"`
		*readBase
	}
	readBase struct {
		ID int64 `json:"id"`
	}
	readID struct {
		ID int64 `json:"id"`
	}
	money int64
	wide  int64 // reads text
	shade string
)

func (m money) MarshalJSON() ([]byte, error) { return json.Marshal(big.NewInt(int64(m)).String()) }

func (*wide) UnmarshalText([]byte) error { return nil }

// A folded text has one text for two values.
type folded string

func (f folded) MarshalText() ([]byte, error) { return bytes.ToLower([]byte(f)), nil }

func (s shade) MarshalText() ([]byte, error) { return []byte("the " + s), nil }

func (s *shade) UnmarshalText(b []byte) error { *s = shade(b); return nil }

var sent = sentLine{"a-1", 2, ptr("x"), []string{"t"}, [2]float32{1, 0.5}, netip.MustParseAddr("::1"), map[string]int{"k": 3}, 4}

// B92: what is inside of a payload converts by its JSON names, at any depth.
func TestNestedValuesConvert(t *testing.T) {
	read := readLine{[]Role{"t"}, 2, ptr(Role("x")), "a-1", []float64{1, 0.5}, "::1", map[Role]uint16{"k": 3}, nil, 0, ""}
	noon := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct{ have, want any }{
		"a struct":                   {sent, read},
		"in a list":                  {[]sentLine{sent, sent}, []readLine{read, read}},
		"a nil list":                 {[]sentLine(nil), []readLine(nil)},
		"an empty list":              {[]sentLine{}, []readLine{}},
		"in an array":                {[1]sentLine{sent}, [1]readLine{read}},
		"an array as a list":         {[1]sentLine{sent}, []readLine{read}},
		"a list as an array":         {[]sentLine{sent}, [1]readLine{read}},
		"in a map":                   {map[string]sentLine{"a": sent}, map[Role]readLine{"a": read}},
		"a nil map":                  {map[string]sentLine(nil), map[Role]readLine(nil)},
		"a map with numbers":         {map[int]sentLine{1: sent}, map[int]readLine{1: read}},
		"a map with texts":           {map[netip.Addr]sentLine{sent.Host: sent}, map[shade]readLine{"::1": read}},
		"in a list in a map":         {map[string][]sentLine{"a": {sent}}, map[string][]readLine{"a": {read}}},
		"to a pointer":               {sent, &read},
		"from a pointer":             {&sent, read},
		"pointers":                   {[]*sentLine{&sent, nil}, []*readLine{&read, nil}},
		"pointers as values":         {[]*sentLine{&sent}, []readLine{read}},
		"values as pointers":         {[]sentLine{sent}, []*readLine{&read}},
		"in an interface":            {[]any{sent, &sent}, []readLine{read, read}},
		"a tree":                     {sentTree{"a", []*sentTree{{"b", nil, nil}}, &sentTree{Name: "c"}}, readTree{&readTree{Name: "c"}, "a", []readTree{{Name: "b"}}}},
		"behind an embedded pointer": {sentOuter{&sentBase{7, "x"}, 3}, readID{7}},
		"to an embedded pointer":     {sentBase{7, "x"}, struct{ *readBase }{&readBase{7}}},
		"from one to one":            {sentOuter{&sentBase{7, "x"}, 3}, readOuter{3, &readBase{7}}},
		"an embedded nil":            {sentOuter{nil, 3}, readOuter{3, nil}},
		"a map to a struct":          {map[string]any{"id": 7, "kind": "x"}, readID{7}},
		"a map of one type":          {map[string]int{"id": 7}, readID{7}},
		"a map to an omitted field": {map[string]any{"qty": nil}, struct {
			Qty int `json:"qty,omitempty"`
		}{}},
		"a nil to an omitted field": {struct{ Qty *int }{}, struct {
			Qty int `json:",omitzero"`
		}{}},
		"a struct as a map": {sentOuter{&sentBase{7, "x"}, 3}, map[string]any{"id": 7, "kind": 3}},
		"one without what is nil": {struct {
			A *int
			B *string
		}{B: ptr("b")}, map[string]any{"B": "b"}},
		"one with what JSON leaves out": {struct {
			A int `json:",omitempty"`
		}{}, map[string]int64{"A": 0}},
		"a struct as a map of structs": {struct{ A, B sentBase }{sentBase{1, ""}, sentBase{2, ""}}, map[Role]readID{"A": {1}, "B": {2}}},
		"a number that reads text":     {struct{ N int }{1 << 30}, struct{ N wide }{1 << 30}},
		"numbers of all sizes": {[]struct {
			A int8
			B int16
			C uint8
			D uint32
			E int
			F uint64
			G float32
		}{{-1, -300, 200, 1 << 31, -1 << 30, 1 << 40, 0.5}}, []struct {
			A int16
			B int
			C int32
			D int64
			E float64
			F int64
			G float64
		}{{-1, -300, 200, 1 << 31, -1 << 30, 1 << 40, 0.5}}},
		"a text as a string":             {sent.Host, "::1"},
		"a text as a named string":       {sent.Host, Role("::1")},
		"a string that writes itself":    {shade("red"), "the red"},
		"to another text":                {shade("red"), struct{ S shade }{"the red"}.S + ""},
		"a text as a text":               {sent.Host, shade("::1")},
		"a struct that is a time":        {struct{ At stamp }{stamp{noon}}, struct{ At string }{"2026-07-01T12:00:00Z"}},
		"a string as such a struct":      {struct{ At string }{"2026-07-01T12:00:00Z"}, struct{ At stamp }{stamp{noon}}},
		"a time":                         {struct{ At time.Time }{noon}, struct{ At *time.Time }{&noon}},
		"a JSON of its own as JSON":      {struct{ M money }{5}, struct{ M json.RawMessage }{json.RawMessage(`"5"`)}},
		"a struct as JSON":               {struct{ B sentBase }{sentBase{1, "<"}}, struct{ B json.RawMessage }{json.RawMessage(`{"id":1,"kind":"\u003c"}`)}},
		"bytes as JSON":                  {struct{ B []byte }{[]byte("[1]")}, struct{ B json.RawMessage }{json.RawMessage("[1]")}},
		"anything":                       {struct{ M money }{5}, struct{ M any }{money(5)}},
		"an optional value is its value": {struct{ A, B *int }{A: ptr(1)}, struct{ A, B any }{1, nil}},
	} {
		got, err := into(tt.want, tt.have)
		if name == "to another text" { // one type is not converted
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, tt.want)
		}
	}
}

// B92: what does not convert is named by its path.
func TestNestedValuesThatDoNotConvert(t *testing.T) {
	for name, tt := range map[string]struct {
		have, into any
		want       string
	}{
		"a field is not there": {struct{ Lines []sentBase }{[]sentBase{{1, ""}}}, struct{ Lines []Address }{}, "at Lines[0].street: want string, have nothing"},
		"a number is too large": {[]sentBase{{1, ""}, {300, ""}}, []struct {
			ID uint8 `json:"id"`
		}{}, "at [1].id: want uint8, have int 300"},
		"a negative number": {[]sentBase{{-1, ""}}, []struct {
			ID uint64 `json:"id"`
		}{}, "at [0].id: want uint64, have int -1"},
		"a nil in a list":          {[]*sentBase{{1, ""}, nil}, []readID{}, "at [1]: want convert_test.readID, have nil"},
		"a nil in a field":         {struct{ A *int }{}, struct{ A int }{}, "at A: want int, have nil"},
		"an embedded nil":          {sentOuter{nil, 3}, readID{}, "at id: want int64, have nothing"},
		"of several entries":       {map[int]any{2: "x", 1: "x", 3: 1}, map[int]int{}, "at [1]: want int, have string"},
		"another array":            {struct{ A [2]int }{}, struct{ A [3]int }{}, "at A: want [3]int, have [2]int"},
		"a list of another length": {struct{ A []int }{}, struct{ A [3]int }{}, "at A: want [3]int, have []int of length 0"},
		"keys of another size":     {map[int32]int{}, map[int64]int{}, "want map[int64]int, have map[int32]int"},
		"keys that become equal":   {map[folded]int{"A": 1, "a": 2}, map[string]int{}, `want map[string]int, have map[convert_test.folded]int ("several keys have one text")`},
		"a JSON of its own":        {struct{ M money }{5}, struct{ M int64 }{}, "at M: want int64, have convert_test.money"},
		"a number as a text":       {struct{ M int }{5}, struct{ M netip.Addr }{}, "at M: want net/netip.Addr, have int"},
		"a time as a string":       {struct{ M time.Time }{}, struct{ M string }{}, "at M: want string, have time.Time"},
		"a text as a time":         {struct{ M shade }{"2026-07-01T12:00:00Z"}, struct{ M time.Time }{}, "at M: want time.Time, have convert_test.shade"},
		"a text that is not one":   {struct{ M shade }{"x"}, struct{ M netip.Addr }{}, `at M: want net/netip.Addr, have convert_test.shade ("ParseAddr(\"the x\"): unable to parse IP")`},
		"an entry of another type": {sentBase{1, "x"}, map[string]int{}, "at kind: want int, have string"},
		"a struct as a list":       {sentBase{}, []int{}, "want []int, have convert_test.sentBase"},
	} {
		_, err := into(tt.into, tt.have)
		if _, ok := errors.AsType[*convert.Error](err); !ok || err.Error() != tt.want {
			t.Errorf("%s: got  %v\nwant %s", name, err, tt.want)
		}
	}
}

// B92: data that contains itself is refused, and does not overflow the stack.
func TestNestedLoopIsRefused(t *testing.T) {
	loop := &sentTree{Name: "a"}
	loop.Best = loop
	if _, err := convert.Into[readTree](loop); err == nil {
		t.Error("a pointer to itself converts")
	}
	list := &sentTree{Name: "a", Kids: []*sentTree{nil}}
	list.Kids[0] = list
	if _, err := convert.Into[readTree](list); err == nil {
		t.Error("a list that contains itself converts")
	}
	type entries map[string]entries
	type names map[Role]names
	all := entries{}
	all["a"] = all
	if _, err := convert.Into[names](all); err == nil {
		t.Error("a map that contains itself converts")
	}
}
