package latency

import (
	"testing"
	"time"
)

func TestQuantileOfNoCallsIsZero(t *testing.T) {
	var h Histogram
	if got := h.Quantile(0.5); got != 0 {
		t.Errorf("got %v", got)
	}
}

func TestQuantileIsExactToAnEighth(t *testing.T) {
	for _, d := range []time.Duration{64, 65, 100, 127, 128, 999, time.Microsecond, 17 * time.Millisecond, time.Second, time.Minute} {
		var h Histogram
		h.Add(d)
		if got := h.Quantile(0.5); got < d-d/8 || got > d+d/8 {
			t.Errorf("%v is reported as %v", d, got)
		}
	}
}

func TestQuantilesSplitTheCalls(t *testing.T) {
	var h Histogram
	for range 98 {
		h.Add(time.Microsecond)
	}
	for range 2 {
		h.Add(time.Second)
	}
	for share, want := range map[float64]time.Duration{0.5: time.Microsecond, 0.98: time.Microsecond, 0.99: time.Second, 1: time.Second} {
		if got := h.Quantile(share); got < want-want/8 || got > want+want/8 {
			t.Errorf("quantile %v is %v, want about %v", share, got, want)
		}
	}
}

func TestDurationsBeyondTheBucketsCount(t *testing.T) {
	var h Histogram
	h.Add(-time.Second)
	h.Add(0)
	h.Add(1000 * time.Hour)
	if got := h.Quantile(0.6); got > 128 {
		t.Errorf("the short ones are reported as %v", got)
	}
	if got := h.Quantile(1); got < time.Minute {
		t.Errorf("the long one is reported as %v", got)
	}
}

// Each bucket begins where the one before ends, and its middle lies in it.
func TestBucketsAreInOrder(t *testing.T) {
	last := 0
	for d := time.Duration(1); d < 30*time.Second; d += 1 + d/50 {
		i := bucketOf(d)
		if i < last || i > last+1 {
			t.Fatalf("%d ns is in bucket %d, after bucket %d", d, i, last)
		}
		last = i
	}
	for i := range octaves * perOctave {
		if got := bucketOf(middleOf(i)); got != i {
			t.Errorf("the middle of bucket %d is in bucket %d", i, got)
		}
	}
}
