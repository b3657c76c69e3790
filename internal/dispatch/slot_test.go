package dispatch

import (
	"math"
	"testing"
)

func TestSlotCoversWhatItsListenersHear(t *testing.T) {
	name := func(s string) *slot { return &slot{name: s} }
	user := name("user.login")
	for _, tt := range []struct {
		by   *slot
		of   *slot
		want bool
	}{
		{user, user, true},
		{name("user.login"), user, false}, // another bus's
		{&slot{scope: Any}, user, true},
		{&slot{scope: Namespace, name: "user"}, user, true},
		{&slot{scope: Namespace, name: "use"}, user, false},
		{&slot{scope: Namespace, name: "user.login"}, user, false},
		{&slot{scope: Namespace, name: "user"}, name("user.login.failed"), true},
	} {
		if got := tt.by.covers(tt.of); got != tt.want {
			t.Errorf("%s covers %s: %v", tt.by.eventPattern(), tt.of.name, got)
		}
	}
}

// The count of an owner's listeners on a name is complete, though it begins only
// when there are many, and it warns once.
func TestSlotCountsTheListenersOfAnOwner(t *testing.T) {
	const limit = 3
	s, few, many := &slot{}, &Owner{name: "few"}, &Owner{name: "many"}
	warnings := []int{}
	add := func(o *Owner) {
		s.listeners = append(s.listeners, &Listener{owner: o})
		if n := s.countOwner(o, limit); n > 0 {
			warnings = append(warnings, n)
		}
	}
	add(few)
	for range limit {
		add(many)
	}
	if len(warnings) != 0 || s.byOwner == nil || s.byOwner.listeners[many] != limit || s.byOwner.listeners[few] != 1 {
		t.Fatalf("warnings %v, counts %v", warnings, s.byOwner)
	}
	for range limit {
		add(many)
	}
	if len(warnings) != 1 || warnings[0] != limit+1 {
		t.Errorf("warnings %v, want one of %d listeners", warnings, limit+1)
	}
	if got := s.countOwner(few, 0); got != 0 {
		t.Errorf("a limit of 0 warns of %d", got)
	}
}

func TestSlotStopsCountingRetiredTablesAtItsMaximum(t *testing.T) {
	s := &slot{retiredTables: math.MaxUint16 - 1}
	s.countLeaving(1)
	s.countLeaving(-1)
	if s.retiredTables != math.MaxUint16 {
		t.Errorf("%d: what was not counted would be missed", s.retiredTables)
	}
	s = &slot{}
	s.countLeaving(1)
	s.countLeaving(1)
	s.countLeaving(-1)
	if s.retiredTables != 1 {
		t.Errorf("%d, want 1", s.retiredTables)
	}
}

func TestShrinkSliceGivesBackOnlyMuch(t *testing.T) {
	for _, tt := range []struct{ size, capacity, want int }{{10, 64, 64}, {15, 65, 30}, {16, 65, 65}, {300, 1000, 1000}, {200, 1000, 400}} {
		if got := cap(shrinkSlice(make([]int, tt.size, tt.capacity))); got != tt.want {
			t.Errorf("%d of %d: capacity %d, want %d", tt.size, tt.capacity, got, tt.want)
		}
	}
}
