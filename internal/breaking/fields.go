package breaking

import (
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// compareFields compares the fields of two structs, or of two payloads.
func (p *payloadComparison) compareFields(path string, was, is []contract.Field) {
	for i := range was {
		f := &was[i]
		if now := fieldNamed(is, f.Name); now == nil {
			p.addDeletedField(path, was, is, i)
		} else {
			p.compareField(fieldPath(path, f.Name), f, now)
		}
	}
	for i := range is {
		if f := &is[i]; fieldNamed(was, f.Name) == nil {
			p.addNewField(fieldPath(path, f.Name), f, movedKey(f, is, was) != nil)
		}
	}
	p.compareOrder(path, was, is)
}

func fieldNamed(fields []contract.Field, name string) *contract.Field {
	i := slices.IndexFunc(fields, func(f contract.Field) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return &fields[i]
}

// movedKey returns the field that is, on the other side, the same in Go, and has only
// another name in JSON.
func movedKey(f *contract.Field, own, others []contract.Field) *contract.Field {
	for i := range others {
		o := &others[i]
		if o.GoName == f.GoName && f.GoName != "" && o.Type == f.Type && fieldNamed(own, o.Name) == nil {
			return o
		}
	}
	return nil
}

// addNewField reports a required field, or counts one that breaks nothing. sameInGo is
// set if Go code has the field under another key.
func (p *payloadComparison) addNewField(path string, f *contract.Field, sameInGo bool) {
	if f.IsOptional() {
		p.added = append(p.added, Addition{Topic: p.is.Name, Package: p.is.Package, Field: path, Shape: p.newOwner, Type: f.Type})
		return
	}
	found := Finding{
		Rule: PayloadSameRequiredFields, New: f.Type, Verdicts: Verdicts{Source: Warns, Wire: Breaks},
		Text:   fmt.Sprintf("event %q has a new required field %q (%s)", p.is.Name, path, f.Type),
		Remark: "stored events and older plugins lack it, and typed emitters send its zero value until they set it; " + p.optionalForm(f),
	}
	if sameInGo {
		found.Source, found.Remark = Safe, "stored events and older plugins lack this key"
	}
	p.add(path, found)
}

// optionalForm is the remedy for a new required field.
func (p *payloadComparison) optionalForm(f *contract.Field) string {
	if p.newOwner == "" {
		return fmt.Sprintf("make it optional: \"*%s\"", f.Type)
	}
	return fmt.Sprintf("make it optional: *%s, or omitempty in its tag", f.Type)
}

// addDeletedField reports a field that is gone, with the one that may replace it.
func (p *payloadComparison) addDeletedField(path string, was, is []contract.Field, i int) {
	f := &was[i]
	found := Finding{
		Rule: FieldNoDelete, Old: f.Type, Verdicts: breaksAll,
		Text: fmt.Sprintf("event %q has lost its field %q (%s)", p.was.Name, fieldPath(path, f.Name), f.Type),
	}
	if moved := movedKey(f, was, is); moved != nil {
		found.Source = Safe
		found.Remark = fmt.Sprintf("%s is %q in JSON now", f.GoName, moved.Name)
	} else if name, ok := likelyNewField(was, is, i); ok {
		found.Remark = fmt.Sprintf("was it renamed to %q?", name)
	}
	p.add(fieldPath(path, f.Name), found)
}

// likelyNewField looks for a new field of the same type: in the same place, with a
// similar name, or the only one.
func likelyNewField(was, is []contract.Field, i int) (string, bool) {
	var same []string
	for j := range is {
		f := &is[j]
		if fieldNamed(was, f.Name) != nil || f.Type != was[i].Type {
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
	return eventname.Near(was[i].Name, same)
}

// compareField compares one field that both have.
func (p *payloadComparison) compareField(path string, was, is *contract.Field) {
	p.compareGoNames(path, was, is)
	change := p.comparePresence(was, is).with(p.compareFieldTypes(path, was, is))
	if change.rule == "" {
		return
	}
	from, to := p.describeFields(was, is)
	f := Finding{
		Rule: change.rule, Old: from, New: to, Verdicts: change.Verdicts, Remark: change.remarkText(),
		Text: fmt.Sprintf("field %q of event %q was %s and is %s", path, p.is.Name, from, to),
	}
	if change.named != nil {
		p.addOnce(*change.named, path, f)
	} else {
		p.add(path, f)
	}
}

func (p *payloadComparison) compareGoNames(path string, was, is *contract.Field) {
	if was.GoName == is.GoName {
		return
	}
	f := Finding{
		Rule: FieldSameGoName, Old: was.GoName, New: is.GoName, Verdicts: Verdicts{Source: Breaks},
		Text:   fmt.Sprintf("field %q of event %q was %s in Go and is %s", path, p.is.Name, was.GoName, is.GoName),
		Remark: "the same in JSON",
	}
	if p.newOwner == "" {
		f.Remark = fmt.Sprintf("write //evgen:name %s on its entry to keep it", was.GoName)
	}
	p.add(path, f)
}

func (p *payloadComparison) compareFieldTypes(path string, was, is *contract.Field) typeChange {
	from, err := contract.ParseType(was.ValueType())
	to, err2 := contract.ParseType(is.ValueType())
	switch {
	case err == nil && err2 == nil:
		return p.compareTypes(path, from, to)
	case was.Type == is.Type:
		return typeChange{}
	}
	return typeChange{rule: FieldSameType, Verdicts: breaksAll}
}

// compareOrder compares the order of the fields that both have.
func (p *payloadComparison) compareOrder(path string, was, is []contract.Field) {
	before, after := sharedFields(was, is), sharedFields(is, was)
	if slices.Equal(before, after) {
		return
	}
	of := fmt.Sprintf("of event %q", p.is.Name)
	if path != "" {
		of = fmt.Sprintf("in %q of event %q", path, p.is.Name)
	}
	p.add(withoutElement(path), Finding{
		Rule: FieldSameOrder, Verdicts: Verdicts{Source: Warns},
		Text: fmt.Sprintf("the fields %s are in another order", of), Remark: "only struct literals without field names depend on it",
	})
}

func sharedFields(of, with []contract.Field) (names []string) {
	for _, f := range of {
		if fieldNamed(with, f.Name) != nil {
			names = append(names, f.Name)
		}
	}
	return names
}
