package contract_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A field may be missing if encoding/json leaves it out when it is empty: omitempty does
// nothing to structs, and to arrays with elements.
func TestOmitIsThatOfEncodingJSON(t *testing.T) {
	type inner struct{ A int }
	v := struct {
		Time      time.Time  `json:"time,omitempty"`
		TimeZero  time.Time  `json:"time_zero,omitzero"`
		Inner     inner      `json:"inner,omitempty"`
		InnerZero inner      `json:"inner_zero,omitzero"`
		Array     [2]int     `json:"array,omitempty"`
		ArrayZero [2]int     `json:"array_zero,omitzero"`
		Empty     [0]int     `json:"empty,omitempty"`
		List      []int      `json:"list,omitempty"`
		Text      string     `json:"text,omitempty"`
		Pointer   *time.Time `json:"pointer,omitempty"`
		Plain     int        `json:"plain"`
	}{}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var written map[string]any
	if err := json.Unmarshal(text, &written); err != nil {
		t.Fatal(err)
	}
	for _, f := range contract.GoFields(reflect.TypeOf(v)) {
		if _, there := written[f.Name]; there == f.Omit {
			t.Errorf("%s: Omit is %v, and encoding/json writes %s", f.Name, f.Omit, text)
		}
	}
}
