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
	Text    string
	Of      Ref
	Factor  float64
	To      []Ref
	Than    string // what To is; "": the name of its entry
	Add     float64
	NoAlloc bool // Of must not allocate either
	NoGoal  bool // the figure is shown, and nothing is wanted of it
	IfThere bool // the bus may be without it: no row if it was not measured
}

// baseName returns the name of what the target is compared with.
func (t Target) baseName() string {
	switch {
	case t.Than != "":
		return t.Than
	case len(t.To) > 0:
		return "`" + t.To[0].Entry + "`"
	}
	return ""
}

// goalText returns what is wanted: "≤ 2.5 ×", "≤ 1 × + 25 ns", "≤ 2 µs, 0 allocs".
func (t Target) goalText() string {
	if t.NoGoal {
		return ""
	}
	var terms []string
	if len(t.To) > 0 {
		terms = append(terms, fmt.Sprintf("%g ×", t.Factor))
	}
	if t.Add > 0 || len(t.To) == 0 {
		terms = append(terms, formatGoal(t.Add, t.Of.Unit))
	}
	goal := "≤ " + strings.Join(terms, " + ")
	if t.NoAlloc {
		goal += ", 0 allocs"
	}
	return goal
}

// formatGoal formats a figure without needless zeros: goals are round numbers.
func formatGoal(v float64, unit string) string {
	number, rest, _ := strings.Cut(formatFigure(v, unit), " ")
	if strings.Contains(number, ".") {
		number = strings.TrimRight(strings.TrimRight(number, "0"), ".")
	}
	return strings.TrimSpace(number + " " + rest)
}

// A Verdict says whether a target is met, as far as it was measured.
type Verdict struct {
	Target   Target
	Measured float64
	Allocs   float64 // −1 if they were not counted
	Base     float64 // the sum of To
	Limit    float64
	Known    bool // all of it was measured
	Met      bool
}

// Judge compares one target with the results.
func (t Target) Judge(r *Results) Verdict {
	v := Verdict{Target: t, Allocs: -1}
	var ok bool
	if v.Measured, ok = r.Figure(t.Of.key(), t.Of.Unit); !ok {
		return v
	}
	if allocs, ok := r.Figure(t.Of.key(), "allocs/op"); ok {
		v.Allocs = allocs
	}
	for _, to := range t.To {
		base, ok := r.Figure(to.key(), to.Unit)
		if !ok {
			return v
		}
		v.Base += base
	}
	v.Limit = t.Factor*v.Base + t.Add
	v.Known = !t.NoAlloc || v.Allocs >= 0
	v.Met = v.Known && (t.NoGoal || v.Measured <= v.Limit && (!t.NoAlloc || v.Allocs == 0))
	return v
}

func (v Verdict) verdictWord() string {
	switch {
	case !v.Known:
		return "?"
	case v.Target.NoGoal:
		return ""
	case v.Met:
		return "met"
	}
	return "**not met**"
}

// rowCells returns the verdict's row of the table.
func (v Verdict) rowCells(failed string) []string {
	t := v.Target
	measured, allocs, base, times := "not measured", "", t.baseName(), ""
	if v.Measured > 0 || v.Known {
		measured = formatFigure(v.Measured, t.Of.Unit)
	} else if failed != "" {
		measured = "**" + failed + "**"
	}
	if v.Allocs >= 0 && isTime(t.Of.Unit) {
		allocs = fmt.Sprintf("%g", v.Allocs)
	}
	if v.Base > 0 {
		base += " " + formatFigure(v.Base, t.To[0].Unit)
		times = formatRatio(v.Measured / v.Base)
	}
	return []string{t.Text, measured, allocs, base, times, t.goalText(), v.verdictWord()}
}

// WriteTargets writes the table of targets, and returns how many are not met.
// It leaves out unmeasured targets if measuredOnly is set: a run of single
// cases says nothing of the others.
func WriteTargets(w io.Writer, r *Results, targets []Target, measuredOnly bool) (missed, shown int) {
	writeRow(w, []string{"", "measured", "allocs", "compared with", "ratio", "goal", ""})
	fmt.Fprintln(w, "|---|--:|--:|---|--:|---|---|")
	for _, t := range targets {
		v := t.Judge(r)
		failed, _, _ := strings.Cut(r.Failed(t.Of.key()), ":")
		if (measuredOnly || t.IfThere) && v.Measured == 0 && !v.Known && failed == "" {
			continue
		}
		shown++
		if !v.Met {
			missed++
		}
		writeRow(w, v.rowCells(failed))
	}
	return missed, shown
}
