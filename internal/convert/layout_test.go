package convert_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/convert"
)

// A list of the same layout is shared between structs, as one of the same type is, and
// copied out of an untyped value.
func TestSameLayoutIsShared(t *testing.T) {
	type theirs struct{ Lines []orderLine }
	type ours struct{ Lines []twinLine }
	have := theirs{orderOf(2).Lines}
	got, err := convert.Into[ours](have)
	if err != nil || &got.Lines[0].Sku != &have.Lines[0].SKU || cap(got.Lines) != cap(have.Lines) {
		t.Errorf("got %+v, %v: not shared", got, err)
	}
	lines, err := convert.Into[[]twinLine](have.Lines)
	if err != nil || &lines[0].Sku == &have.Lines[0].SKU || lines[1] != got.Lines[1] {
		t.Errorf("got %+v, %v: not copied", lines, err)
	}
}

func TestSameLayout(t *testing.T) {
	for name, tt := range map[string]struct {
		want, have any
		same       bool
	}{
		"names of Go": {struct {
			A int `json:"a"`
		}{}, struct {
			B int `json:"a"`
		}{}, true},
		"names of JSON":    {struct{ A int }{}, struct{ B int }{}, false},
		"order":            {struct{ A, B int }{}, struct{ B, A int }{}, false},
		"a part":           {struct{ A int }{}, struct{ A, B int }{}, false},
		"kinds":            {struct{ A int64 }{}, struct{ A uint64 }{}, false},
		"named":            {struct{ A Role }{}, struct{ A string }{}, true},
		"reads text":       {struct{ A Level }{}, struct{ A string }{}, false},
		"writes text":      {struct{ A string }{}, struct{ A shade }{}, false},
		"JSON of its own":  {struct{ A int64 }{}, struct{ A money }{}, false},
		"what JSON skips":  {struct{ A, b int }{}, struct{ A, b int }{}, true}, // one type
		"what is not seen": {struct{ A, b int }{}, struct{ A, c int }{}, false},
		"tagged -": {struct {
			A int `json:"-"`
		}{}, struct {
			B int `json:"-"`
		}{}, false},
		"embedded":          {struct{ sentBase }{}, sentBase{}, true},
		"embedded pointers": {struct{ *sentBase }{}, struct{ B *sentBase }{}, false},
		"lists": {[]readID{}, []struct {
			ID int64 `json:"id"`
		}{}, true},
		"maps": {map[string]readID{}, map[string]struct {
			ID int64 `json:"id"`
		}{}, false},
		"maps of one type": {struct{ A map[string]int }{}, struct {
			A map[string]int `json:"A"`
		}{}, true},
		"trees": {&sentTree{}, &struct {
			Name string
			Kids []*sentTree
			Best *sentTree
		}{}, true},
		"times": {struct{ A time.Time }{}, struct{ A struct{ time.Time } }{}, false},
	} {
		if got := convert.SameLayout(reflect.TypeOf(tt.want), reflect.TypeOf(tt.have)); got != tt.same {
			t.Errorf("%s: %v", name, got)
		}
	}
}
