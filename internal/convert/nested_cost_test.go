package convert_test

import (
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/convert"
)

// leastOf runs functions by turns, and returns the shortest time of each: what disturbs
// one disturbs both.
func leastOf(turns, times int, all ...func()) []time.Duration {
	least := make([]time.Duration, len(all))
	for range turns {
		for i, f := range all {
			start := time.Now()
			for range times {
				f()
			}
			if d := time.Since(start); least[i] == 0 || d < least[i] {
				least[i] = d
			}
		}
	}
	return least
}

// B92: the conversion of an order with 20 lines takes at most three times as long as
// the loop by hand. Measured are two times; the bound is wide, for machines that are
// busy.
func TestOrderIsConvertedQuickly(t *testing.T) {
	o := orderOf(20)
	least := leastOf(200, 100, func() { taken = invoiceByHand(o) }, func() {
		taken = invoice{}
		_ = convert.FromRef(&taken, o)
	})
	ratio := float64(least[1]) / float64(least[0])
	t.Logf("by hand %v, by plan %v: %.2f times", least[0]/100, least[1]/100, ratio)
	if ratio > 5 && !raceEnabled {
		t.Errorf("by plan it takes %.1f times as long as by hand", ratio)
	}
}

// B92: a conversion allocates what its result needs: one slice here, and nothing if the
// layout is the same.
func TestConversionAllocatesItsResultOnly(t *testing.T) {
	o := orderOf(20)
	var twin twinOrder
	for name, c := range map[string]struct {
		most float64
		f    func() error
	}{
		"own structs": {1, func() error { taken = invoice{}; return convert.FromRef(&taken, o) }},
		"same layout": {0, func() error { twin = twinOrder{}; return convert.FromRef(&twin, o) }},
	} {
		if err := c.f(); err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { _ = c.f() }); n > c.most {
			t.Errorf("%s: %v allocations, want %v", name, n, c.most)
		}
	}
	if len(taken.Lines) != 20 || taken.Lines[19] != (position{9.5, "a-1", 2}) || &twin.Lines[0].Sku != &o.Lines[0].SKU {
		t.Errorf("got %+v, %+v", taken, twin)
	}
}
