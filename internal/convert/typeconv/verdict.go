package typeconv

// A Verdict says what becomes of the values of one type if another is wanted.
type Verdict uint8

const (
	Unclear   Verdict = iota // a type is not known, or an interface
	Identical                // they are of that type
	Always                   // all of them convert
	Sometimes                // those convert that lose nothing, or can be read
	Never                    // none converts, except nil and empty ones
)

// Compare compares the values of a type with the type that is wanted.
func Compare(have, want *Shape) Verdict {
	switch {
	case want.Kind == KindAny || isSame(have, want):
		return Identical
	case want.Kind == KindPointer:
		return comparePointer(have, want)
	case have.mayBeAnything() || want.Kind == KindUnknown:
		return Unclear
	case have.Kind == KindString && want.ReadsText:
		return Sometimes
	}
	switch have.Kind {
	case KindBool, KindString:
		return compareBasics(have, want)
	case KindInteger, KindFloat:
		return compareNumbers(have, want)
	case KindList:
		if want.Kind == KindList {
			return verdictOfElems(Compare(have.Elem, want.Elem))
		}
	case KindMap:
		switch {
		case want.Kind == KindMap:
			return verdictOfElems(Compare(have.Elem, want.Elem))
		case want.Kind == KindStruct && !want.ReadsText:
			return Sometimes
		}
	}
	return Never
}

// comparePointer compares with what the pointer points at. Nothing becomes a
// pointer to a pointer.
func comparePointer(have, want *Shape) Verdict {
	if want.Elem.Kind == KindPointer && !have.mayBeAnything() {
		return Never
	}
	return Compare(have, want.Elem)
}

// verdictOfElems is the verdict about lists and maps, given the one about their elements:
// even with identical elements it is another type.
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
