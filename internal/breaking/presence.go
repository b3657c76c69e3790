package breaking

import "github.com/fastpluggy/eventbus/internal/contract"

// comparePresence compares whether a field may be missing: because it is a pointer, or
// because JSON leaves it out if it is empty. A pointer of the payload itself is left
// out; one of a struct in it is null, except with omitempty.
func (p *payloadComparison) comparePresence(was, is *contract.Field) typeChange {
	wasOmitted, isOmitted := p.isOmitted(was), p.isOmitted(is)
	switch {
	case !was.MayBeNil() && is.MayBeNil():
		remark := "it may be null now"
		if isOmitted {
			remark = "the key may be absent now"
		}
		return pointerChange(wasOmitted && isOmitted, remark)
	case was.MayBeNil() && !is.MayBeNil():
		remark := "events that have null there can no longer be read by all"
		if wasOmitted {
			remark = "events that lack it, such as stored ones, can no longer be read; older readers still read new ones"
		}
		return pointerChange(wasOmitted && isOmitted, remark)
	case !wasOmitted && isOmitted:
		return omissionChange(is, "JSON leaves the key out now if it is empty")
	case wasOmitted && !isOmitted:
		return omissionChange(is, "stored events may lack the key")
	}
	return typeChange{}
}

func (p *payloadComparison) isOmitted(f *contract.Field) bool {
	return f.Omit || p.newOwner == "" && f.MayBeNil()
}

// pointerChange is about a field that has become a pointer, or is none any more. If
// JSON leaves out an empty one before and after, its readers see no difference.
func pointerChange(omitted bool, remark string) typeChange {
	if omitted {
		return typeChange{rule: FieldSameCardinality, Verdicts: Verdicts{Source: Breaks, Map: Breaks}}
	}
	return typeChange{rule: FieldSameCardinality, Verdicts: breaksAll, remark: remark}
}

// omissionChange is about a field of one Go type whose key is left out before or after.
// A reader of a pointer has always had to expect null.
func omissionChange(f *contract.Field, remark string) typeChange {
	if f.MayBeNil() {
		return typeChange{rule: FieldSameCardinality, Verdicts: Verdicts{Wire: Warns}, remark: remark + ", where it is null otherwise"}
	}
	return typeChange{rule: FieldSameCardinality, Verdicts: Verdicts{Wire: Breaks}, remark: remark}
}
