package vet

import (
	"encoding/base64"
	"go/constant"
	"go/token"
	"math"
	"time"
)

// A verdict says what becomes of a value where another type is wanted. The
// rules are those by which the bus converts; see package convert.
type verdict uint8

const (
	unclear   verdict = iota // a type is not known here
	identical                // it is of that type
	always                   // it converts, whatever it is
	maybe                    // it converts where that loses nothing, or can be read
	never
)

// verdictOn judges values of a type.
func verdictOn(have, want *shape) verdict {
	switch {
	case want.kind == anything || have.name != "" && have.name == want.name:
		return identical
	case want.kind == pointer && have.kind != pointer:
		return verdictOn(have, want.elem)
	case have.kind == unknown || have.kind == anything || want.kind == unknown:
		return unclear
	case have.kind == str && want.text:
		return maybe
	}
	switch have.kind {
	case boolean, str:
		return basics(have, want)
	case integer, float:
		return numbers(have, want)
	case list:
		if want.kind == list {
			return within(verdictOn(have.elem, want.elem))
		}
	case dict:
		switch {
		case want.kind == dict:
			return within(verdictOn(have.elem, want.elem))
		case want.kind == structure && !want.text:
			return maybe
		}
	}
	return never
}

// within is the verdict about a whole, given the one about its parts: even of
// the same parts it is another type.
func within(v verdict) verdict {
	if v == identical {
		return always
	}
	return v
}

func basics(have, want *shape) verdict {
	switch {
	case have.kind == want.kind:
		return always
	case have.kind == str && want.kind == list && want.elem.name == "uint8":
		return maybe // base64
	}
	return never
}

func numbers(have, want *shape) verdict {
	switch {
	case want.kind == integer && have.kind == integer && fits(have, want),
		want.kind == float && have.kind == integer && have.bits <= mantissa(want),
		want.kind == float && have.kind == float && have.bits <= want.bits:
		return always
	case want.kind == integer || want.kind == float:
		return maybe
	}
	return never
}

// fits reports whether every integer of one type is one of another.
func fits(have, want *shape) bool {
	if have.signed == want.signed {
		return have.bits <= want.bits
	}
	return !have.signed && have.bits < want.bits
}

func mantissa(s *shape) int {
	if s.bits == 32 {
		return 24
	}
	return 53
}

// convertConstant judges one value, of which more is known than of its type.
func convertConstant(v constant.Value, have, want *shape) verdict {
	if want.kind == pointer {
		want = want.elem
	}
	out := verdictOn(have, want)
	if out != maybe && out != always {
		return out
	}
	switch {
	case want.kind == integer:
		return when(integerFits(constant.ToInt(v), want))
	case want.kind == float:
		return when(floatFits(v, want))
	case want.name == "time.Time":
		_, err := time.Parse(time.RFC3339, constant.StringVal(v))
		return when(err == nil)
	case want.kind == list && have.kind == str:
		_, err := base64.StdEncoding.Strict().DecodeString(constant.StringVal(v))
		return when(err == nil)
	}
	return out
}

func when(ok bool) verdict {
	if ok {
		return always
	}
	return never
}

func integerFits(v constant.Value, want *shape) bool {
	if v.Kind() != constant.Int {
		return false
	}
	bits := constant.BitLen(v)
	switch {
	case !want.signed:
		return constant.Sign(v) >= 0 && bits <= want.bits
	case constant.Sign(v) < 0: // the lowest number has as many bits as the type
		return constant.BitLen(constant.BinaryOp(v, token.ADD, constant.MakeInt64(1))) < want.bits
	}
	return bits < want.bits
}

func floatFits(v constant.Value, want *shape) bool {
	f, _ := constant.Float64Val(v)
	if i := constant.ToInt(v); i.Kind() == constant.Int {
		exact, ok := constant.Float64Val(i)
		return ok && (want.bits == 64 || float64(float32(exact)) == exact)
	}
	return want.bits == 64 || float64(float32(f)) == f && !math.IsInf(f, 0)
}
