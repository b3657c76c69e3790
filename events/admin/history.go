package admin

import (
	"fmt"
	"strings"
)

const (
	historySeconds = 300 // seconds of history
	rateSeconds    = 10  // seconds that a rate is the mean of
	chartColumns   = 60  // of a chart: one for five seconds
	chartWidth     = 120 // its width
	chartHeight    = 24  // and height
)

// A counterHistory is what one counter grew by in each of the last seconds. It is a
// ring that all counters of a sampler turn at once. The ring of a counter that
// stands still is not made: most of ten thousand topics are quiet.
type counterHistory struct {
	last   uint64
	grown  []uint32
	marked bool // by the sample under way
}

// addCount notes what the counter has come to. A counter falls where the listener
// that it was taken from has gone.
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

// meanRate is events a second, of late.
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

// chartPath draws the ring as the path of an SVG of chartW by chartH, the newest
// second at the right. It is empty where nothing has happened.
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
