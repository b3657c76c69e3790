package events_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/events"
)

// A stored payload that is emitted again has all digits of its numbers, at every depth.
func TestPayloadFromJSONKeepsItsDigits(t *testing.T) {
	want := events.Payload{
		"id": int64(1<<53 + 1), "most": uint64(math.MaxUint64), "rate": 0.1, "name": "Ada", "none": nil,
		"lines": []any{map[string]any{"qty": int64(-3)}}, "huge": json.Number("100000000000000000001"),
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got := events.Payload{"before": true}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{`{"n": 1e400}`, `{"lines": [{"n": 1e999}]}`, `[1]`, `"x"`} {
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is read as %v", text, got)
		}
	}
	if err := json.Unmarshal([]byte("null"), &got); err != nil || got != nil {
		t.Errorf("null is read as %v, %v", got, err)
	}
}
