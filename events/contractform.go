package events

import (
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// fitsForm reports whether a struct matches its declaration. Each topic is compared
// once.
func (c *payloadContract) fitsForm(f *dispatch.Form) bool {
	if f == nil {
		return true
	}
	if ok, known := c.forms.Load(f); known {
		return ok.(bool)
	}
	ok := len(c.formFaults(f)) == 0
	c.forms.Store(f, ok)
	return ok
}

func (c *payloadContract) formFaults(form *dispatch.Form) []pendingFault {
	have := shapeOfForm(form)
	return c.fewestFaults(func(v *contractVersion) []pendingFault { return v.formFaults(have) })
}

// shapeOfForm reads the struct of a topic.
func shapeOfForm(form *dispatch.Form) knownShape {
	s := knownShape{}
	for _, f := range form.Fields {
		s.hints = append(s.hints, FieldInfo{Name: f.Name, Type: f.Type})
	}
	s.Event = contractOfHints(s.hints)
	if form.Struct != nil {
		s.Event = withTypes(s.Event, registry.ContractOf(form.Struct))
	}
	return s
}

// formFaults compares a struct with the declaration by the types at every depth: in a
// list, whatever its length, "lines[].qty" is the field of its elements.
func (v *contractVersion) formFaults(have knownShape) (all []pendingFault) {
	want := v.shape
	for _, m := range misfits(want.Event, have.Event) {
		f := fieldFault(m.Path, hintAt(want, m.Path, m.Want), hintAt(have, m.Path, m.Have))
		if m.Have == "" {
			f.Have = nothingType
		}
		all = append(all, f)
	}
	surplus := contract.Surplus(want.Event, have.Event)
	slices.SortFunc(surplus, func(a, b contract.Misfit) int { return strings.Compare(a.Path, b.Path) })
	for _, m := range surplus {
		all = append(all, fieldFault(m.Path, nothingType, strings.TrimPrefix(hintAt(have, m.Path, m.Have), "*")))
	}
	return all
}
