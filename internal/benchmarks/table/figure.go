package table

import (
	"fmt"
	"slices"
	"strings"
)

// Figure returns what the rounds say of an entry: the least of its times, which
// is what the code takes if nothing else disturbs it, and the median of
// everything else.
func (r *Results) Figure(k Key, unit string) (float64, bool) {
	sorted := slices.Sorted(slices.Values(r.figures[k][unit]))
	if len(sorted) == 0 || r.failed[k] != "" {
		return 0, false
	}
	if isTime(unit) {
		return sorted[0], true
	}
	return median(sorted), true
}

// isTime says whether the unit is of time: other work on the machine can only
// make such a figure greater.
func isTime(unit string) bool { return strings.HasPrefix(unit, "ns/") }

func median(sorted []float64) float64 {
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}

// Spread says how much the rounds differ: in half of the entries, the median of
// the times is at least so many times the least. It is 0 if nothing was
// measured three times.
func (r *Results) Spread() float64 {
	var spreads []float64
	for _, units := range r.figures {
		if times := slices.Sorted(slices.Values(units["ns/op"])); len(times) >= 3 {
			spreads = append(spreads, median(times)/times[0])
		}
	}
	if len(spreads) == 0 {
		return 0
	}
	slices.Sort(spreads)
	return median(spreads)
}

// formatFigure writes a number with its unit, to three digits.
func formatFigure(v float64, unit string) string {
	switch unit {
	case "allocs/op":
		return fmt.Sprintf("%g allocs", v)
	case "B/name", "B/key":
		return fmt.Sprintf("%.0f B", v)
	case "B/type", "B/further-type":
		return threeDigits(v/1e3) + " kB"
	case "functions/type", "functions/further-type":
		return threeDigits(v)
	}
	if isTime(unit) {
		return formatDuration(v)
	}
	return threeDigits(v) + " " + strings.TrimSuffix(unit, "/op")
}

func formatDuration(ns float64) string {
	switch {
	case ns >= 1e9:
		return threeDigits(ns/1e9) + " s"
	case ns >= 1e6:
		return threeDigits(ns/1e6) + " ms"
	case ns >= 1e3:
		return threeDigits(ns/1e3) + " µs"
	}
	return threeDigits(ns) + " ns"
}

func threeDigits(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func formatRatio(v float64) string {
	if v >= 20 {
		return fmt.Sprintf("%.0f ×", v)
	}
	return fmt.Sprintf("%.2f ×", v)
}
