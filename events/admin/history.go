package admin

import (
	"fmt"
	"strings"
)

const (
	span    = 300 // seconds of history
	recent  = 10  // seconds that a rate is the mean of
	columns = 60  // of a chart: one for five seconds
	chartW  = 120 // its width
	chartH  = 24  // and height
)

// A history is what one counter grew by in each of the last seconds. It is a
// ring that all counters of a sampler turn at once. The ring of a counter that
// stands still is not made: most of ten thousand topics are quiet.
type history struct {
	last   uint64
	grown  []uint32
	marked bool // by the sample under way
}

// add notes what the counter has come to. A counter falls where the listener
// that it was taken from has gone.
func (h *history) add(count uint64, at int) {
	grew := uint32(0)
	if count > h.last {
		grew = uint32(min(count-h.last, 1<<32-1))
	}
	h.last = count
	if h.grown == nil && grew > 0 {
		h.grown = make([]uint32, span)
	}
	if h.grown != nil {
		h.grown[at%span] = grew
	}
}

// rate is events a second, of late.
func (h *history) rate(at, filled int) float64 {
	if h == nil || h.grown == nil || filled == 0 {
		return 0
	}
	n, sum := min(recent, filled), 0.0
	for i := range n {
		sum += float64(h.grown[(at-1-i+span)%span])
	}
	return sum / float64(n)
}

// chart draws the ring as the path of an SVG of chartW by chartH, the newest
// second at the right. It is empty where nothing has happened.
func (h *history) chart(at int) string {
	if h == nil || h.grown == nil {
		return ""
	}
	const width = span / columns
	var sums [columns]float64
	highest := 0.0
	for i := range span {
		c := i / width
		sums[c] += float64(h.grown[(at+i)%span])
		highest = max(highest, sums[c])
	}
	if highest == 0 {
		return ""
	}
	var d strings.Builder
	for c, sum := range sums {
		y := chartH - 1 - sum/highest*(chartH-2)
		fmt.Fprintf(&d, "%c%d %.1f", "ML"[min(c, 1)], c*chartW/(columns-1), y)
	}
	return d.String()
}
