package breaking_test

import (
	"bytes"
	"encoding/json"
	"math"
	"net/netip"
	"reflect"
	"testing"
	"time"
)

type (
	wireLevel string
	wireSub   struct {
		X int32 `json:"x"`
	}
	wireMoved struct {
		X int32 `json:"x"`
	}
	wireGrown struct {
		X int32 `json:"x"`
		Y *bool `json:"y,omitempty"`
	}
)

// one is a struct with a field as a payload has it: with T of each version.
type (
	one[T any] struct {
		F T `json:"f"`
	}
	omitted[T any] struct {
		F T `json:"f,omitempty"`
	}
	quoted struct {
		F int64 `json:"f,string"`
	}
	other[T any] struct {
		G T `json:"g"`
	}
	none struct{}
)

func pointer[T any](v T) *T { return &v }

// wireEdits are rows of edits as Go has them: values that old programs have stored, and
// values that new ones send.
var wireEdits = []struct {
	edit     string
	old, new []any // of one type each
}{
	{"nothing", []any{one[string]{"a"}}, []any{one[string]{""}}},
	{"renamed", []any{one[string]{"a"}}, []any{other[string]{"a"}}},
	{"added", []any{none{}}, []any{one[string]{"a"}}},
	{"optional added", []any{none{}}, []any{omitted[*string]{nil}}},
	{"int8 to int16", []any{one[int8]{-128}}, []any{one[int16]{127}}},
	{"int64 to int32", []any{one[int64]{math.MaxInt64}}, []any{one[int32]{1}}},
	{"int32 to uint32", []any{one[int32]{-1}}, []any{one[uint32]{1}}},
	{"float32 to float64", []any{one[float32]{1.5}}, []any{one[float64]{0.25}}},
	{"int64 to float64", []any{one[int64]{math.MaxInt64}}, []any{one[float64]{1}}},
	{"number to string", []any{one[int64]{1}}, []any{one[string]{"1"}}},
	{"string to bool", []any{one[string]{"true"}}, []any{one[bool]{true}}},
	{"duration to int64", []any{one[time.Duration]{time.Second}}, []any{one[int64]{math.MaxInt64}}},
	{"int64 to duration", []any{one[int64]{math.MinInt64}}, []any{one[time.Duration]{1}}},
	{"a number of any size to int64", []any{one[json.Number]{"1e100"}}, []any{one[int64]{1}}},
	{"string gets a name", []any{one[string]{"low"}}, []any{one[wireLevel]{"high"}}},
	{"string loses its name", []any{one[wireLevel]{"low"}}, []any{one[string]{""}}},
	{"time to address", []any{one[time.Time]{time.Unix(1, 0).UTC()}}, []any{one[netip.Addr]{netip.MustParseAddr("::1")}}},
	{"string option added", []any{one[int64]{1}}, []any{quoted{1}}},
	{"string option removed", []any{quoted{1}}, []any{one[int64]{1}}},
	{"made optional", []any{one[string]{"a"}}, []any{one[*string]{nil}}},
	{"made required", []any{one[*string]{nil}}, []any{one[string]{"a"}}},
	{"omitempty added", []any{one[string]{"a"}}, []any{omitted[string]{""}}},
	{"omitempty removed", []any{omitted[string]{""}}, []any{one[string]{"a"}}},
	{"pointer for omitempty", []any{omitted[string]{"a"}, omitted[string]{}}, []any{omitted[*string]{nil}, omitted[*string]{pointer("a")}}},
	{"null for omitempty", []any{omitted[string]{}}, []any{one[*string]{nil}}},
	{"omitempty for null", []any{one[*string]{nil}}, []any{omitted[string]{}}},
	{"value to list", []any{one[string]{"a"}}, []any{one[[]string]{[]string{"a"}}}},
	{"list to array", []any{one[[]string]{[]string{"a"}}}, []any{one[[3]string]{}}},
	{"array is shorter", []any{one[[3]string]{[3]string{"a", "b", "c"}}}, []any{one[[2]string]{}}},
	{"array is longer", []any{one[[2]string]{}}, []any{one[[3]string]{[3]string{"a", "b", "c"}}}},
	{"elements are others", []any{one[[]string]{[]string{"a"}}}, []any{one[[]int64]{[]int64{1}}}},
	{"bytes to string", []any{one[[]byte]{[]byte("ab")}}, []any{one[string]{"?"}}},
	{"array of bytes to bytes", []any{one[[4]byte]{}}, []any{one[[]byte]{[]byte("ab")}}},
	{"keys are widened", []any{one[map[int32]bool]{map[int32]bool{1: true}}}, []any{one[map[int64]bool]{map[int64]bool{2: true}}}},
	{"keys are narrowed", []any{one[map[int64]bool]{map[int64]bool{math.MaxInt64: true}}}, []any{one[map[int32]bool]{nil}}},
	{"keys get a name", []any{one[map[string]bool]{map[string]bool{"a": true}}}, []any{one[map[wireLevel]bool]{map[wireLevel]bool{"b": true}}}},
	{"values of a map", []any{one[map[string]int64]{map[string]int64{"a": 1}}}, []any{one[map[string]string]{map[string]string{"a": "b"}}}},
	{"to anything", []any{one[int64]{1}}, []any{one[any]{"a"}}},
	{"from anything", []any{one[any]{"a"}}, []any{one[int64]{1}}},
	{"raw JSON to anything", []any{one[json.RawMessage]{json.RawMessage(`{"a":1}`)}}, []any{one[any]{"a"}}},
	{"struct to map", []any{one[wireSub]{}}, []any{one[map[string]int32]{map[string]int32{"b": 1}}}},
	{"map to struct", []any{one[map[string]int32]{map[string]int32{"b": 1}}}, []any{one[wireSub]{}}},
	{"struct to string", []any{one[wireSub]{}}, []any{one[string]{"a"}}},
	{"struct moves", []any{one[wireSub]{wireSub{1}}}, []any{one[wireMoved]{wireMoved{2}}}},
	{"struct within grows", []any{one[[]wireSub]{[]wireSub{{1}}}}, []any{one[[]wireGrown]{[]wireGrown{{2, nil}}}}},
}

// encoding/json agrees with the verdicts for WIRE. If a change is safe, the JSON of one
// version is read and written by the other without a loss. If it breaks, some of it is
// refused, or comes out otherwise.
func TestWireVerdictsAgreeWithJSON(t *testing.T) {
	byName := map[string]edit{}
	for _, e := range edits {
		byName[e.name] = e
	}
	for _, w := range wireEdits {
		e, ok := byName[w.edit]
		if !ok {
			t.Errorf("there is no edit %q", w.edit)
			continue
		}
		lost := ""
		for _, pair := range [][2][]any{{w.old, w.new}, {w.new, w.old}} {
			for _, v := range pair[0] {
				if text := lossOf(t, v, reflect.TypeOf(pair[1][0])); text != "" {
					lost = text
				}
			}
		}
		switch verdict := worstWire(e.want); {
		case verdict == 'B' && lost == "":
			t.Errorf("%s: WIRE is to break, but JSON loses nothing", w.edit)
		case verdict == '-' && lost != "":
			t.Errorf("%s: WIRE is to be safe, but %s", w.edit, lost)
		}
	}
}

// worstWire returns the worst letter for WIRE of a row.
func worstWire(want string) (worst byte) {
	worst = '-'
	for row := range bytes.SplitSeq([]byte(want), []byte("; ")) {
		if len(row) == 0 || row[0] == '+' {
			continue
		}
		if letter := row[len(row)-1]; letter == 'B' || letter == 'w' && worst == '-' {
			worst = letter
		}
	}
	return worst
}

// lossOf writes v, reads that as another type, strictly, and writes it again. It returns
// what went wrong, or "".
func lossOf(t *testing.T, v any, as reflect.Type) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	read := reflect.New(as)
	if err := dec.Decode(read.Interface()); err != nil {
		return string(text) + " is refused: " + err.Error()
	}
	again, err := json.Marshal(read.Elem().Interface())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, again) {
		return string(text) + " becomes " + string(again)
	}
	return ""
}
