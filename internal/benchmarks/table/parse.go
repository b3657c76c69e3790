// Package table reads benchmark output and makes the tables of it: what each
// library took, and whether our figures hold.
package table

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Key is one library in one case.
type Key struct{ Case, Entry string }

// Results are what was measured: for each unit, the figures of all rounds.
type Results struct {
	figures map[Key]map[string][]float64
	failed  map[Key]string
}

// NewResults returns results without any.
func NewResults() *Results {
	return &Results{map[Key]map[string][]float64{}, map[Key]string{}}
}

// line is a benchmark's, without its output: the name ends with the number of
// processors if there is more than one.
var line = regexp.MustCompile(`^BenchmarkPeers/([^/]+)/(\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)

// failure is what cmd/table writes in place of the line of one that failed.
var failure = regexp.MustCompile(`^BenchmarkPeers/([^/]+)/(\S+) FAILED (.*)$`)

// Add reads the output of a benchmark run.
func (r *Results) Add(out io.Reader) error {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := failure.FindStringSubmatch(lines.Text()); m != nil {
			r.Fail(Key{m[1], m[2]}, m[3])
			continue
		}
		m := line.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		if err := r.addFigures(Key{m[1], m[2]}, strings.Fields(m[3])); err != nil {
			return fmt.Errorf("table: %q: %w", lines.Text(), err)
		}
	}
	return lines.Err()
}

func (r *Results) addFigures(k Key, pairs []string) error {
	if len(pairs)%2 != 0 {
		return fmt.Errorf("a figure without a unit")
	}
	for i := 0; i < len(pairs); i += 2 {
		v, err := strconv.ParseFloat(pairs[i], 64)
		if err != nil {
			return err
		}
		units := r.figures[k]
		if units == nil {
			units = map[string][]float64{}
			r.figures[k] = units
		}
		units[pairs[i+1]] = append(units[pairs[i+1]], v)
	}
	return nil
}

// Fail notes that an entry failed, and why. One failure is enough: its other
// rounds count no more.
func (r *Results) Fail(k Key, why string) { r.failed[k] = why }

// Failures are the entries that failed, by case, then entry.
func (r *Results) Failures() []Key {
	return slices.SortedFunc(maps.Keys(r.failed), func(a, b Key) int {
		return cmp.Or(strings.Compare(a.Case, b.Case), strings.Compare(a.Entry, b.Entry))
	})
}

// Failed returns why an entry failed, or "".
func (r *Results) Failed(k Key) string { return r.failed[k] }
