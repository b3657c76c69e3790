package breaking

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// compareValues compares the constants of two named types. A type that had none before
// has no reader that switches over them.
func (p *payloadComparison) compareValues(path string, was, is *contract.Wire) {
	if len(was.Values) == 0 || was.Kind != contract.WireBasic || is.Kind != contract.WireBasic || is.Name == "" {
		return
	}
	gone, fresh := missingValues(was.Values, is.Values), missingValues(is.Values, was.Values)
	if len(gone)+len(fresh) == 0 {
		return
	}
	path = withoutElement(path)
	f := Finding{
		Rule: FieldSameValues, Old: strings.Join(was.Values, ", "), New: strings.Join(is.Values, ", "),
		Verdicts: Verdicts{Map: Warns, Wire: Warns}, Remark: "readers that switch over the values do not know the new ones",
	}
	changes := "has new values: " + strings.Join(fresh, ", ")
	switch {
	case len(gone) > 0 && len(fresh) > 0:
		f.Source, f.Remark = Warns, "stored events have the old values, and readers that compare with them find them no more"
		changes = "no longer has the values: " + strings.Join(gone, ", ") + "; and " + changes
	case len(gone) > 0:
		f.Source, f.Remark = Breaks, "stored events may have the old values, and Go code their constants"
		changes = "no longer has the values: " + strings.Join(gone, ", ")
	}
	f.Text = fmt.Sprintf("field %q of event %q %s", path, p.is.Name, changes)
	p.addOnce([2]string{"values of " + was.Name, is.Name}, path, f)
}

func missingValues(of, in []string) (missing []string) {
	for _, v := range of {
		if !slices.Contains(in, v) {
			missing = append(missing, v)
		}
	}
	return missing
}
