package events_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// heardBy emits twice by emit, at one time, and returns what two listeners saw.
func heardBy(t *testing.T, emit func(b *events.Bus)) (first, second [2]events.Event) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { // so that the time tells nothing apart
		b := events.New()
		var got []events.Event
		keep := func(_ context.Context, e events.Event) error { got = append(got, e); return nil }
		b.On("a", keep)
		b.OnAny(keep)
		emit(b)
		emit(b)
		if len(got) != 4 {
			t.Fatalf("%d calls, want 4", len(got))
		}
		first, second = [2]events.Event{got[0], got[1]}, [2]events.Event{got[2], got[3]}
	})
	return first, second
}

// The copies of one event are equal, and events of different emits are not, also
// as keys of a map and inside an any: whatever the payload.
func TestEventsCompare(t *testing.T) {
	topic := typed.NewTopic[ping]("a")
	big := events.Payload{}
	for i := range 100 {
		big[string(rune('a'+i))] = []int{i}
	}
	for name, p := range map[string]events.Payload{
		"nil": nil, "empty": {}, "one field": {"n": 1}, "slices": {"s": []int{1}, "m": map[string]any{}}, "a hundred fields": big,
	} {
		t.Run(name, func(t *testing.T) {
			mustCompare(t, func(b *events.Bus) { mustEmit(t, b, "a", p) })
		})
	}
	t.Run("typed", func(t *testing.T) {
		mustCompare(t, func(b *events.Bus) { _ = topic.Emit(background, b, ping{}) })
	})
}

func mustCompare(t *testing.T, emit func(*events.Bus)) {
	t.Helper()
	first, second := heardBy(t, emit)
	if first[0] != first[1] || any(first[0]) != any(first[1]) {
		t.Error("the copies of one event are not equal")
	}
	if first[0] == second[0] || any(first[0]) == any(second[0]) {
		t.Error("events of two emits are equal")
	}
	if (events.Event{}) == first[0] || (events.Event{}) != (events.Event{}) {
		t.Error("the zero event is another than itself, or like one that was emitted")
	}
	seen := map[events.Event]int{}
	for _, e := range append(first[:], second[:]...) {
		seen[e]++
	}
	if len(seen) != 2 || seen[first[0]] != 2 || seen[second[0]] != 2 {
		t.Errorf("as keys of a map they are %d, want 2", len(seen))
	}
}

// Many emits without a payload at one time are all different.
func TestEventsWithoutPayloadDiffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := events.New()
		seen := map[events.Event]bool{}
		b.On("a", func(_ context.Context, e events.Event) error { seen[e] = true; return nil })
		for range 3000 {
			mustEmit(t, b, "a", nil)
		}
		if len(seen) != 3000 {
			t.Errorf("%d different events of 3000", len(seen))
		}
	})
}

// An emit without a payload allocates nothing, and one with a small payload the
// two parts of its copy of the map.
func TestUntypedEmitAllocations(t *testing.T) {
	b := events.New()
	b.On("a", discard)
	for name, tt := range map[string]struct {
		payload events.Payload
		want    float64
	}{
		"nil":         {nil, 0},
		"empty":       {events.Payload{}, 0},
		"one field":   {events.Payload{"n": 1}, 2},
		"nine fields": {events.Payload{"1": 1, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "7": 1, "8": 1, "9": 1}, 4},
	} {
		if got := testing.AllocsPerRun(2000, func() { _ = b.Emit(background, "a", tt.payload) }); got > tt.want && !raceEnabled {
			t.Errorf("%s: an emit allocates %v times, want %v", name, got, tt.want)
		}
	}
}
