package breaking

import "github.com/fastpluggy/eventbus/internal/contract"

// A valueForm says how many values JSON has for a field.
type valueForm uint8

const (
	oneValue valueForm = iota
	aList
	aMap
)

func formOf(w *contract.Wire) valueForm {
	switch w.Kind {
	case contract.WireList, contract.WireArray:
		return aList
	case contract.WireMap:
		return aMap
	case contract.WireUnknown, contract.WireAny, contract.WireBasic, contract.WireNumber, contract.WireBytes,
		contract.WireText, contract.WireJSON, contract.WireOptional, contract.WireStruct:
	}
	return oneValue
}

// isAnything reports whether w may hold any value and leaves it as it is.
func isAnything(w *contract.Wire) bool {
	return w.Kind == contract.WireAny || w.Name == "encoding/json.RawMessage"
}

// compareForms compares what JSON makes of two types.
func (p *payloadComparison) compareForms(path string, was, is *contract.Type, a, b *contract.Wire) typeChange {
	switch {
	case isAnything(a) && isAnything(b):
		return typeChange{}
	case isAnything(b):
		return typeChange{rule: FieldSameType, Verdicts: Verdicts{Breaks, Warns, Breaks}, remark: "it may hold anything now"}
	case isAnything(a):
		return typeChange{rule: FieldSameType, Verdicts: Verdicts{Breaks, Warns, Warns}, remark: "values of other types are refused now, stored ones too"}
	case a.Kind == contract.WireOptional || b.Kind == contract.WireOptional:
		return p.compareElementPointers(path, was, is, a, b)
	case formOf(a) != formOf(b):
		return typeChange{rule: FieldSameCardinality, Verdicts: breaksAll}
	case formOf(a) == aList:
		return compareLengths(a, b).with(p.compareTypes(path+"[]", a.Elem, b.Elem))
	case formOf(a) == aMap:
		return p.compareKeys(a.Key, b.Key).with(p.compareTypes(path+"[]", a.Elem, b.Elem))
	case a.Kind == contract.WireStruct && b.Kind == contract.WireStruct:
		p.compareStructs(path, a, b)
		return typeChange{}
	}
	return p.compareLeaves(was, is, a, b)
}

// compareElementPointers compares elements of lists and maps of which one or both are
// pointers. Most lists of pointers have no nil in them.
func (p *payloadComparison) compareElementPointers(path string, was, is *contract.Type, a, b *contract.Wire) typeChange {
	change := typeChange{}
	switch {
	case a.Kind == contract.WireOptional && b.Kind == contract.WireOptional:
	case a.Kind == contract.WireOptional:
		change = typeChange{rule: FieldSameCardinality, Verdicts: Verdicts{Breaks, Breaks, Warns}, remark: "a null in it can no longer be read"}
	default:
		change = typeChange{rule: FieldSameCardinality, Verdicts: Verdicts{Breaks, Breaks, Warns}, remark: "there may be null in it now"}
	}
	if a.Kind == contract.WireOptional {
		was = a.Elem
	}
	if b.Kind == contract.WireOptional {
		is = b.Elem
	}
	return change.with(p.compareTypes(path, was, is))
}

// compareLengths compares lists of any length with lists of a fixed one.
func compareLengths(a, b *contract.Wire) typeChange {
	switch {
	case a.Kind == b.Kind && a.Len == b.Len:
		return typeChange{}
	case b.Kind == contract.WireList:
		return typeChange{rule: FieldSameType, Verdicts: Verdicts{Breaks, Breaks, Warns}, remark: "it may have any number of values now"}
	}
	return typeChange{rule: FieldWireJSONCompatibleType, Verdicts: breaksAll, remark: "lists of another length can no longer be read"}
}

// compareKeys compares the keys of two maps, which JSON writes as strings.
func (p *payloadComparison) compareKeys(was, is *contract.Type) typeChange {
	if was.String() == is.String() && was.Kind != contract.Named {
		return typeChange{}
	}
	if p.isUnknown(was, is) {
		if was.String() == is.String() {
			return typeChange{}
		}
		return typeChange{rule: FieldWireJSONCompatibleType, Verdicts: breaksAll}
	}
	a, b := p.oldShapes.Wire(was), p.newShapes.Wire(is)
	return p.compareNames(was, is).with(p.compareKeyForms(was, is, &a, &b))
}

func (p *payloadComparison) compareKeyForms(was, is *contract.Type, a, b *contract.Wire) typeChange {
	from, to := scalarOf(a), scalarOf(b)
	wasText, isText := from.scalarKind == text, to.scalarKind == text
	switch {
	case wasText && isText:
		return typeChange{}
	case isText:
		return typeChange{rule: FieldSameType, Verdicts: Verdicts{Breaks, Breaks, Warns}, remark: "its keys may be any strings now"}
	case wasText:
		return typeChange{rule: FieldSameType, Verdicts: Verdicts{Breaks, Breaks, Warns}, remark: "its keys are still strings in JSON, but not any strings"}
	case isWider(from, to): // no reader takes a key for a float
		return typeChange{rule: FieldSameType, Verdicts: Verdicts{Source: Breaks, Map: Breaks}}
	}
	return p.compareLeaves(was, is, a, b)
}
