package table

import (
	"fmt"
	"io"
	"strings"
)

// A Ref is one figure: a library in a case, in a unit.
type Ref struct{ Case, Entry, Unit string }

func (f Ref) key() Key { return Key{f.Case, f.Entry} }

// A Target is met where Of is at most Factor × the sum of To, plus Add.
type Target struct {
	Text   string
	Of     Ref
	Factor float64
	To     []Ref
	Add    float64
}

// A Verdict says whether a target is met, where it could be measured.
type Verdict struct {
	Target   Target
	Measured float64
	Limit    float64
	Known    bool
	Met      bool
}

// Judge compares one target with the results.
func (t Target) Judge(r *Results) Verdict {
	v := Verdict{Target: t, Limit: t.Add}
	var ok bool
	if v.Measured, ok = r.Median(t.Of.key(), t.Of.Unit); !ok {
		return v
	}
	for _, to := range t.To {
		base, ok := r.Median(to.key(), to.Unit)
		if !ok {
			return v
		}
		v.Limit += t.Factor * base
	}
	v.Known, v.Met = true, v.Measured <= v.Limit
	return v
}

// String says how it went: the figure, its limit, and the ratio to what it is
// compared with.
func (v Verdict) String() string {
	if !v.Known {
		return "not measured"
	}
	s := figure(v.Measured, v.Target.Of.Unit) + ", limit " + figure(v.Limit, v.Target.Of.Unit)
	if len(v.Target.To) == 1 && v.Target.Add == 0 {
		s += fmt.Sprintf(" (%.2f ×)", v.Measured/(v.Limit/v.Target.Factor))
	}
	return s
}

func (v Verdict) word() string {
	switch {
	case !v.Known:
		return "?"
	case v.Met:
		return "met"
	}
	return "**not met**"
}

// WriteTargets writes the table of targets, and returns how many are not met.
func WriteTargets(w io.Writer, r *Results, targets []Target) (missed int) {
	fmt.Fprintln(w, "| target | measured | |\n|---|---|---|")
	for _, t := range targets {
		v := t.Judge(r)
		if !v.Met {
			missed++
		}
		fmt.Fprintf(w, "| %s | %s | %s |\n", t.Text, v, v.word())
	}
	return missed
}

// figure writes a number with its unit, to three digits.
func figure(v float64, unit string) string {
	switch unit {
	case "ns/op", "ns/latency":
		return duration(v)
	case "allocs/op":
		return fmt.Sprintf("%g allocs", v)
	case "B/name":
		return fmt.Sprintf("%.0f B", v)
	}
	return digits(v) + " " + strings.TrimSuffix(unit, "/op")
}

func duration(ns float64) string {
	switch {
	case ns >= 1e9:
		return digits(ns/1e9) + " s"
	case ns >= 1e6:
		return digits(ns/1e6) + " ms"
	case ns >= 1e4:
		return digits(ns/1e3) + " µs"
	}
	return digits(ns) + " ns"
}

func digits(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
