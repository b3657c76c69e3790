package breaking

import (
	"cmp"
	"fmt"
	"slices"
)

// A Verdict says what a change means for an audience.
type Verdict uint8

// The verdicts.
const (
	Safe Verdict = iota
	Warns
	Breaks
)

// String is the verdict in one word.
func (v Verdict) String() string {
	return [...]string{"safe", "warns", "breaks"}[min(v, Breaks)]
}

// MarshalText returns the word, for JSON.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Verdicts has a verdict for each of the three audiences.
type Verdicts struct {
	Source Verdict `json:"source"`
	Map    Verdict `json:"map"`
	Wire   Verdict `json:"wire"`
}

// Worst returns the worst of the three.
func (v Verdicts) Worst() Verdict { return max(v.Source, v.Map, v.Wire) }

// A Finding is one change that a rule is about.
type Finding struct {
	Rule    string `json:"rule"`
	Topic   string `json:"topic"`
	Package string `json:"package"`         // that declares the event, now or before
	Field   string `json:"field,omitempty"` // its path: "lines[].qty", with [] for the elements of lists and maps
	Old     string `json:"old,omitempty"`
	New     string `json:"new,omitempty"`
	Verdicts
	Text      string   `json:"text"`             // what has changed
	Shape     string   `json:"shape,omitempty"`  // the struct that declares the field, except if it is a payload's own
	Also      []string `json:"also,omitempty"`   // other paths of the field in the payload, at most 8
	Remark    string   `json:"remark,omitempty"` // about the audience, or what may have been intended
	Listeners []string `json:"heard,omitempty"`  // packages of the module whose Listens reads it
	Accepted  string   `json:"accepted,omitempty"`
}

// Failing reports whether the finding breaks an audience and is not accepted.
func (f Finding) Failing() bool { return f.Worst() == Breaks && f.Accepted == "" }

// IsAt reports whether a path is one of the field's.
func (f Finding) IsAt(path string) bool { return f.Field == path || slices.Contains(f.Also, path) }

// String is the finding in one line, without its place.
func (f Finding) String() string {
	s := fmt.Sprintf("%s: %s (SOURCE %s, MAP %s, WIRE %s)", f.Rule, f.Text, f.Source, f.Map, f.Wire)
	if f.Remark != "" {
		s += "; " + f.Remark
	}
	return s
}

func sortFindings(all []Finding) []Finding {
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Package, b.Package), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Rule, b.Rule))
	})
	return all
}
