package breaking

import (
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// compareFields compares the payloads of one event.
func (c *comparison) compareFields(was, is *contract.Event) {
	for i := range was.Fields {
		f := &was.Fields[i]
		if now := is.Field(f.Name); now == nil {
			c.addDeletedField(was, is, i)
		} else {
			c.compareField(is, f, now)
		}
	}
	for i := range is.Fields {
		if f := &is.Fields[i]; was.Field(f.Name) == nil && isRequired(f) {
			c.addFinding(is, f.Name, Finding{
				Rule: PayloadSameRequiredFields, New: f.Type, Verdicts: Verdicts{Source: Warns, Wire: Breaks},
				Text:   fmt.Sprintf("event %q has a new required field %q (%s)", is.Name, f.Name, f.Type),
				Remark: fmt.Sprintf("stored events and older plugins lack it, and typed emitters send its zero value until they set it; make it optional: \"*%s\"", f.Type),
			})
		}
	}
	c.compareOrder(was, is)
}

func isRequired(f *contract.Field) bool {
	t, err := typehint.Parse(f.Type)
	return err != nil || t.Kind != typehint.Optional
}

// addDeletedField reports a field that is gone, with the one that may replace it.
func (c *comparison) addDeletedField(was, is *contract.Event, i int) {
	f := &was.Fields[i]
	found := Finding{Rule: FieldNoDelete, Old: f.Type, Verdicts: breaksAll, Text: fmt.Sprintf("event %q has lost its field %q (%s)", was.Name, f.Name, f.Type)}
	if name, ok := likelyNewField(was, is, i); ok {
		found.Remark = fmt.Sprintf("was it renamed to %q?", name)
	}
	c.addFinding(is, f.Name, found)
}

// likelyNewField looks for a new field of the same type: in the same place, with a
// similar name, or the only one.
func likelyNewField(was, is *contract.Event, i int) (string, bool) {
	gone := was.Fields[i]
	var same []string
	for j := range is.Fields {
		f := &is.Fields[j]
		if was.Field(f.Name) != nil || f.Type != gone.Type {
			continue
		}
		if j == i {
			return f.Name, true
		}
		same = append(same, f.Name)
	}
	if len(same) == 1 {
		return same[0], true
	}
	return eventname.Near(gone.Name, same)
}

// compareField compares one field that both have.
func (c *comparison) compareField(topic *contract.Event, was, is *contract.Field) {
	if was.GoName != is.GoName {
		c.addFinding(topic, is.Name, Finding{
			Rule: FieldSameGoName, Old: was.GoName, New: is.GoName, Verdicts: Verdicts{Source: Breaks},
			Text:   fmt.Sprintf("field %q of event %q was %s in Go and is %s", is.Name, topic.Name, was.GoName, is.GoName),
			Remark: fmt.Sprintf("write //evgen:name %s on its entry to keep it", was.GoName),
		})
	}
	if ch, ok := c.compareTypes(was.Type, is.Type); ok {
		c.addFinding(topic, is.Name, Finding{
			Rule: ch.rule, Old: was.Type, New: is.Type, Verdicts: ch.Verdicts, Remark: ch.remark,
			Text: fmt.Sprintf("field %q of event %q was %s and is %s", is.Name, topic.Name, was.Type, is.Type),
		})
	}
}

// compareOrder compares the order of the fields that both have.
func (c *comparison) compareOrder(was, is *contract.Event) {
	before, after := sharedFields(was, is), sharedFields(is, was)
	if !slices.Equal(before, after) {
		c.addFinding(is, "", Finding{
			Rule: FieldSameOrder, Verdicts: Verdicts{Source: Warns},
			Text:   fmt.Sprintf("the fields of event %q are in another order", is.Name),
			Remark: "only struct literals without field names depend on it",
		})
	}
}

func sharedFields(of, with *contract.Event) (names []string) {
	for _, f := range of.Fields {
		if with.Field(f.Name) != nil {
			names = append(names, f.Name)
		}
	}
	return names
}
