package benchmarks

import (
	"strings"
	"testing"
	"unsafe"
)

// Counters of two listeners, or of two emitters, must not share a pair of
// cache lines: two cores would then measure each other.
func TestCountersAreFarApart(t *testing.T) {
	cs := NewCounters(20, 2)
	var at []uintptr
	for _, c := range cs {
		for i := range c.cells {
			at = append(at, uintptr(unsafe.Pointer(&c.cells[i].n)))
		}
	}
	for i, a := range at {
		for _, b := range at[:i] {
			if d := max(a, b) - min(a, b); d < 128 {
				t.Fatalf("two counters are %d bytes apart", d)
			}
		}
	}
}

// A library that loses or doubles a delivery fails.
func TestCheckSeesLostAndDoubled(t *testing.T) {
	cs := NewCounters(2, 2)
	cs[0].Hit(0)
	cs[0].Hit(1)
	cs[1].Hit(0)
	if err := checked(cs, 2); err == nil || !strings.Contains(err.Error(), "lost: listener 1 had 1 of 2") {
		t.Errorf("one was lost: %v", err)
	}
	if err := checked(cs, 1); err == nil || !strings.Contains(err.Error(), "doubled: listener 0 had 2") {
		t.Errorf("one was doubled: %v", err)
	}
	cs[1].Hit(1)
	if err := checked(cs, 2); err != nil {
		t.Error(err)
	}
}

// Wait ends with the last of the expected deliveries, round after round.
func TestWaitRoundAfterRound(t *testing.T) {
	c := NewAsyncCounters(1)[0]
	for round := 1; round <= 3; round++ {
		c.Expect(2)
		go func() { c.HitAsync(0); c.HitAsync(0) }()
		c.Wait(t)
		if c.Count() != 2*round {
			t.Fatalf("round %d: %d deliveries", round, c.Count())
		}
	}
}
