package breaking

import (
	"fmt"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A typeChange is what has changed about the type of a field. The zero typeChange is no
// change.
type typeChange struct {
	rule string
	Verdicts
	remark string
	named  *[2]string // set if nothing but the name of a type has changed: from, to
}

var breaksAll = Verdicts{Breaks, Breaks, Breaks}

// ruleRanks say which rule a change is reported under if several are about it.
var ruleRanks = map[string]int{FieldSameType: 1, FieldWireJSONCompatibleType: 2, FieldSameCardinality: 3}

// with joins two changes of one field.
func (t typeChange) with(o typeChange) typeChange {
	switch {
	case t.rule == "":
		return o
	case o.rule == "":
		return t
	case ruleRanks[o.rule] > ruleRanks[t.rule]:
		t.rule = o.rule
	}
	t.Verdicts = Verdicts{max(t.Source, o.Source), max(t.Map, o.Map), max(t.Wire, o.Wire)}
	if o.remark != "" && !strings.Contains(t.remark, o.remark) {
		t.remark = strings.TrimPrefix(t.remark+"; "+o.remark, "; ")
	}
	if t.named == nil || o.named == nil || *t.named != *o.named {
		t.named = nil
	}
	return t
}

func (t typeChange) remarkText() string {
	if t.remark == "" && t.Wire == Safe {
		return "the same in JSON"
	}
	return t.remark
}

// compareTypes compares two types of one field, at any depth in it. It reports what has
// changed in the structs that they lead to, and returns the rest. path is the field's,
// with [] for each list or map that the types are in.
func (p *payloadComparison) compareTypes(path string, was, is *contract.Type) typeChange {
	if p.isUnknown(was, is) {
		if was.String() == is.String() {
			return typeChange{}
		}
		return typeChange{rule: FieldWireJSONCompatibleType, Verdicts: breaksAll}
	}
	pair := [2]string{was.String(), is.String()}
	if p.inside[pair] { // type Tree []Tree
		return typeChange{}
	}
	p.inside[pair] = true
	defer delete(p.inside, pair)
	a, b := p.oldShapes.Wire(was), p.newShapes.Wire(is)
	p.compareValues(path, &a, &b)
	if change, ok := p.compareQuotes(was, is, &a, &b); ok {
		return change
	}
	return p.compareNames(was, is).with(p.compareForms(path, was, is, &a, &b))
}

// compareNames compares the names of two types. Go code has to be changed if a type has
// moved, but a reader of the payload finds what it has found before, except if it
// asserts the type of a value to be one that needs no import, such as string.
func (p *payloadComparison) compareNames(was, is *contract.Type) typeChange {
	switch {
	case was.Kind == contract.Named && is.Kind == contract.Named:
		if was.Name == is.Name || p.hasMovedAlong(was.Name, is.Name) {
			return typeChange{}
		}
		change := typeChange{rule: FieldSameType, Verdicts: Verdicts{Source: Breaks}, named: &[2]string{was.Name, is.Name}}
		if baseName(was.Name) == baseName(is.Name) {
			change.remark = "the type has moved; the same in JSON"
		}
		return change
	case was.Kind == contract.Named || is.Kind == contract.Named:
		return typeChange{rule: FieldSameType, Verdicts: Verdicts{Source: Breaks, Map: Breaks}}
	}
	return typeChange{}
}

// hasMovedAlong reports whether a type has another name only because of what it is
// declared in: the event's package, or a struct of another name.
func (p *payloadComparison) hasMovedAlong(was, is string) bool {
	if base, ok := strings.CutPrefix(was, p.was.Package+"."); ok && p.was.Package != p.is.Package && is == p.is.Package+"."+base {
		return true
	}
	within, ok := strings.CutPrefix(was, p.oldOwner+".")
	return ok && p.oldOwner != "" && is == p.newOwner+"."+within
}

func baseName(name string) string {
	name, _, _ = strings.Cut(name, "[")
	return name[strings.LastIndexByte(name, '.')+1:]
}

// compareQuotes finds that the tag's option string was added or removed. Such a value
// has a shape of its own, named by its struct and field; Go code does not see it.
func (p *payloadComparison) compareQuotes(was, is *contract.Type, a, b *contract.Wire) (change typeChange, ok bool) {
	quoted := func(t *contract.Type, w *contract.Wire, owner string) bool {
		return w.Kind == contract.WireText && t.Kind == contract.Named && owner != "" && strings.HasPrefix(t.Name, owner+".")
	}
	before, now := quoted(was, a, p.oldOwner), quoted(is, b, p.newOwner)
	change = typeChange{rule: FieldWireJSONCompatibleType, Verdicts: Verdicts{Wire: Breaks}}
	switch {
	case now && !before && a.Kind == contract.WireBasic:
		change.remark = "JSON has it in a string now"
	case before && !now && b.Kind == contract.WireBasic:
		change.remark = "JSON has it no longer in a string"
	default:
		return typeChange{}, false
	}
	return change, true
}

// describeFields returns the types of a field for a message. If they are called the
// same, their forms tell them apart.
func (p *payloadComparison) describeFields(was, is *contract.Field) (from, to string) {
	if was.Type != is.Type {
		return describeField(was, is, was.Type), describeField(is, was, is.Type)
	}
	return describeField(was, is, described(was, p.oldShapes)), describeField(is, was, described(is, p.newShapes))
}

func describeField(f, other *contract.Field, text string) string {
	if f.Omit && !other.Omit {
		return text + " (left out if empty)"
	}
	return text
}

func described(f *contract.Field, shapes contract.Shapes) string {
	t, err := contract.ParseType(f.Type)
	if err != nil {
		return f.Type
	}
	for name := range t.Names {
		if shape := shapes.Of(name); shape != nil {
			return fmt.Sprintf("%s (%s)", f.Type, shape.Form)
		}
	}
	return f.Type
}
