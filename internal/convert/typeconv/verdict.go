package typeconv

import "go/types"

// A Verdict says what becomes of the values of one type if another is wanted.
type Verdict uint8

const (
	Unclear   Verdict = iota // a type is not known, or an interface
	Identical                // they are of that type
	Always                   // all of them convert
	Sometimes                // those convert that lose nothing, or can be read
	Never                    // none converts, except nil and empty ones, and those with such parts
)

// Compare compares the values of a type with the type that is wanted.
func Compare(have, want *Shape) Verdict {
	c := comparison{known: map[[2]types.Type]Verdict{}}
	return c.compare(have, want)
}

// A comparison knows the pairs of types that have been compared, since there may be n!
// ways through n types. Those that are being compared count as [Always]: a type may
// contain itself.
type comparison struct{ known map[[2]types.Type]Verdict }

func (c *comparison) compare(have, want *Shape) Verdict {
	switch {
	case want.Kind == KindAny || isSame(have, want):
		return Identical
	case want.Kind == KindPointer && want.Elem.Kind == KindAny && have.Kind != KindPointer:
		return Identical
	case have.mayBeAnything() || want.Kind == KindUnknown || want.Hint == rawJSON && !(have.isBytes() && have.isPlain()):
		return Unclear
	case have.goType == nil || want.goType == nil:
		return c.compareKnown(have, want)
	}
	pair := [2]types.Type{have.goType, want.goType}
	if verdict, known := c.known[pair]; known {
		return verdict
	}
	c.known[pair] = Always
	c.known[pair] = c.compareKnown(have, want)
	return c.known[pair]
}

// rawJSON takes the JSON of any value.
const rawJSON = "encoding/json.RawMessage"

func (c *comparison) compareKnown(have, want *Shape) Verdict {
	switch {
	case have.Kind == KindPointer || want.Kind == KindPointer:
		return c.comparePointers(have, want)
	case have.WritesJSON:
		return Never
	case have.WritesText:
		if have.Hint != timeHint && want.Hint != timeHint && (want.Kind == KindString || want.ReadsText) {
			return Sometimes
		}
		return Never
	case have.Kind == KindString && want.ReadsText:
		return Sometimes
	}
	switch have.Kind {
	case KindBool, KindString:
		return compareBasics(have, want)
	case KindInteger, KindFloat:
		return compareNumbers(have, want)
	case KindList, KindArray:
		return c.compareLists(have, want)
	case KindMap:
		return c.compareMaps(have, want)
	case KindStruct:
		switch {
		case want.Kind == KindStruct && (have.hidesFields() || want.hidesFields()):
			return Unclear
		case want.Kind == KindStruct && want.isPlain():
			return c.compareStructs(have, want)
		case want.hasTextKeys() && have.hidesFields():
			return Unclear
		case want.hasTextKeys():
			return c.compareEntries(have, want)
		}
	}
	return Never
}

// comparePointers compares what the pointers lead to. One of them may be nil, and then it
// does not become a value.
func (c *comparison) comparePointers(have, want *Shape) Verdict {
	switch {
	case have.Kind == KindPointer && want.Kind == KindPointer:
		return verdictOfElems(c.compare(have.Elem, want.Elem))
	case have.Kind == KindPointer:
		return worse(c.compare(have.Elem, want), Sometimes)
	case want.Elem.Kind == KindPointer:
		return Never
	}
	return c.compare(have, want.Elem)
}

// compareLists compares the elements. Only a list with as many becomes an array.
func (c *comparison) compareLists(have, want *Shape) Verdict {
	switch {
	case want.Kind == KindList && have.Kind == KindArray && (!want.isPlain() || want.isBytes()),
		want.Kind == KindArray && !want.isPlain(), want.Kind != KindList && want.Kind != KindArray:
		return Never
	case want.Kind == KindArray && have.Kind == KindList:
		if have.isBytes() || want.Len == 0 {
			return Never
		}
		return worse(c.compareElems(have, want), Sometimes)
	case want.Kind == KindArray && want.Len != have.Len:
		return Never
	}
	return c.compareElems(have, want)
}

func (c *comparison) compareElems(have, want *Shape) Verdict {
	if have.isEmptyArray() || want.isEmptyArray() {
		return Always
	}
	return verdictOfElems(c.compare(have.Elem, want.Elem))
}

func (c *comparison) compareMaps(have, want *Shape) Verdict {
	switch {
	case want.Kind == KindStruct && have.hasTextKeys() && !want.ReadsText:
		return Sometimes
	case want.Kind != KindMap || !sameKeys(have.Key, want.Key):
		return Never
	case have.Key.WritesText:
		return worse(c.compare(have.Key, want.Key), c.compare(have.Elem, want.Elem))
	}
	return verdictOfElems(c.compare(have.Elem, want.Elem))
}

// sameKeys reports whether keys are of one kind: strings, integers of one size, or
// texts.
func sameKeys(have, want *Shape) bool {
	switch {
	case isSame(have, want), have.Kind == KindString && want.Kind == KindString:
		return true
	case have.Kind == KindInteger || have.Kind == KindFloat:
		return have.basic == want.basic
	}
	return have.WritesText && want.ReadsText && have.Hint != timeHint && want.Hint != timeHint
}

// verdictOfElems is the verdict about lists, maps and pointers, given the one about their
// elements: even with identical elements it is another type.
func verdictOfElems(v Verdict) Verdict {
	if v == Identical {
		return Always
	}
	return v
}

func compareBasics(have, want *Shape) Verdict {
	switch {
	case have.Kind == want.Kind:
		return Always
	case have.Kind == KindString && want.isBytes():
		return Sometimes // base64
	}
	return Never
}

func compareNumbers(have, want *Shape) Verdict {
	switch {
	case want.Kind == KindInteger && have.Kind == KindInteger && holdsIntegers(want, have),
		want.Kind == KindFloat && have.Kind == KindInteger && have.Bits <= mantissaBits(want),
		want.Kind == KindFloat && have.Kind == KindFloat && have.Bits <= want.Bits:
		return Always
	case want.Kind == KindInteger || want.Kind == KindFloat:
		return Sometimes
	}
	return Never
}

// holdsIntegers reports whether every integer of one type is one of the wanted.
func holdsIntegers(want, have *Shape) bool {
	if have.Signed == want.Signed {
		return have.Bits <= want.Bits
	}
	return !have.Signed && have.Bits < want.Bits
}

func mantissaBits(float *Shape) int {
	if float.Bits == 32 {
		return 24
	}
	return 53
}
