// Package latency counts how long calls took, without a lock and in constant
// memory, and answers with quantiles.
package latency

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// A Histogram counts durations in buckets, each about a fifth wider than the one
// before: 480 bytes cover 64 ns to a minute. The zero value is empty and ready.
// All methods may be called concurrently.
type Histogram struct {
	counts [octaves * perOctave]atomic.Uint32
}

const (
	octaves   = 30 // powers of two: from 2⁶ ns to 2³⁶ ns, 69 s
	perOctave = 4  // buckets in each
	lowest    = 6  // power of two of the first bucket, which also has all that is shorter
)

// Add counts one call that took d. A negative duration counts as zero.
func (h *Histogram) Add(d time.Duration) { h.counts[bucketOf(d)].Add(1) }

// Quantile returns a duration that the given share of the calls did not exceed.
// It is the middle of a bucket, so it is exact to an eighth. Without calls it
// returns zero.
func (h *Histogram) Quantile(share float64) time.Duration {
	var sum, upTo uint64
	for i := range h.counts {
		sum += uint64(h.counts[i].Load())
	}
	for i := range h.counts {
		upTo += uint64(h.counts[i].Load())
		if upTo > 0 && float64(upTo) >= share*float64(sum) {
			return middleOf(i)
		}
	}
	return 0
}

// bucketOf returns the bucket of a duration: its power of two and the next two
// bits say which.
func bucketOf(d time.Duration) int {
	n := uint64(max(d, 0))
	power := bits.Len64(n) - 1
	if power < lowest {
		return 0
	}
	part := n >> (power - 2) & (perOctave - 1)
	return min((power-lowest)*perOctave+int(part), octaves*perOctave-1)
}

// middleOf returns the middle of a bucket.
func middleOf(i int) time.Duration {
	low := time.Duration(1) << (i/perOctave + lowest)
	return low + low*time.Duration(2*(i%perOctave)+1)/8
}
