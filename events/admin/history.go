package admin

import (
	"fmt"
	"strings"
)

const (
	historySeconds = 300
	rateSeconds    = 10 // a rate is the mean of so many seconds
	chartColumns   = 60 // one for five seconds
	chartWidth     = 120
	chartHeight    = 24
)

// A counterHistory is how much one counter grew in each of the last seconds. It is
// a ring; all histories of a sampler advance together. A counter that does not
// grow has no ring: of ten thousand topics most are quiet.
type counterHistory struct {
	last   uint64   // value of the counter at the last sample
	grown  []uint32 // growth by second; nil if there was none
	marked bool     // by the current sample: the counter still exists
}

// addCount records the value of the counter. The value decreases if the listener
// that it came from is gone; that counts as no growth.
func (h *counterHistory) addCount(count uint64, at int) {
	grew := uint32(0)
	if count > h.last {
		grew = uint32(min(count-h.last, 1<<32-1))
	}
	h.last = count
	if h.grown == nil && grew > 0 {
		h.grown = make([]uint32, historySeconds)
	}
	if h.grown != nil {
		h.grown[at%historySeconds] = grew
	}
}

// meanRate returns events per second, over the last ten seconds.
func (h *counterHistory) meanRate(at, filled int) float64 {
	if h == nil || h.grown == nil || filled == 0 {
		return 0
	}
	n, sum := min(rateSeconds, filled), 0.0
	for i := range n {
		sum += float64(h.grown[(at-1-i+historySeconds)%historySeconds])
	}
	return sum / float64(n)
}

// chartPath draws the ring as the path of an SVG of chartWidth by chartHeight,
// with the newest second at the right. It is empty if nothing has happened.
func (h *counterHistory) chartPath(at int) string {
	if h == nil || h.grown == nil {
		return ""
	}
	const width = historySeconds / chartColumns
	var sums [chartColumns]float64
	highest := 0.0
	for i := range historySeconds {
		c := i / width
		sums[c] += float64(h.grown[(at+i)%historySeconds])
		highest = max(highest, sums[c])
	}
	if highest == 0 {
		return ""
	}
	var d strings.Builder
	for c, sum := range sums {
		y := chartHeight - 1 - sum/highest*(chartHeight-2)
		fmt.Fprintf(&d, "%c%d %.1f", "ML"[min(c, 1)], c*chartWidth/(chartColumns-1), y)
	}
	return d.String()
}
