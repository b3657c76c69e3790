package typeconv

import (
	"encoding/base64"
	"go/constant"
	"go/token"
	"math"
	"time"
)

// CompareConstant is [Compare] for one value, about which more is known than its
// type: have is the type that it has by default.
func CompareConstant(v constant.Value, have, want *Shape) Verdict {
	if want.Kind == KindPointer && want.Elem.Kind != KindPointer {
		want = want.Elem
	}
	verdict := Compare(have, want)
	if verdict != Sometimes && verdict != Always {
		return verdict
	}
	switch {
	case want.ReadsText:
		return compareText(constant.StringVal(v), want)
	case want.Kind == KindInteger:
		return alwaysIf(integerHolds(constant.ToInt(v), want))
	case want.Kind == KindFloat:
		return alwaysIf(floatHolds(v, want))
	case want.isBytes():
		_, err := base64.StdEncoding.Strict().DecodeString(constant.StringVal(v))
		return alwaysIf(err == nil)
	}
	return verdict
}

// compareText knows the text of one type.
func compareText(text string, want *Shape) Verdict {
	if want.Hint != timeHint {
		return Sometimes
	}
	_, err := time.Parse(time.RFC3339, text)
	return alwaysIf(err == nil)
}

func alwaysIf(ok bool) Verdict {
	if ok {
		return Always
	}
	return Never
}

func integerHolds(v constant.Value, want *Shape) bool {
	if v.Kind() != constant.Int {
		return false
	}
	bits := constant.BitLen(v)
	switch {
	case !want.Signed:
		return constant.Sign(v) >= 0 && bits <= want.Bits
	case constant.Sign(v) < 0: // the lowest number has as many bits as the type
		return constant.BitLen(constant.BinaryOp(v, token.ADD, constant.MakeInt64(1))) < want.Bits
	}
	return bits < want.Bits
}

func floatHolds(v constant.Value, want *Shape) bool {
	f, _ := constant.Float64Val(v)
	if i := constant.ToInt(v); i.Kind() == constant.Int {
		exact, ok := constant.Float64Val(i)
		return ok && (want.Bits == 64 || float64(float32(exact)) == exact)
	}
	return want.Bits == 64 || float64(float32(f)) == f && !math.IsInf(f, 0)
}
