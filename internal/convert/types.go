package convert

import (
	"reflect"
)

// MayConvert reports whether a value of one type, have, may become one of another,
// want. It says no only if [Into] refuses every value, except nil and empty ones and
// those that have such parts. About interfaces it says yes.
func MayConvert(want, have reflect.Type) bool {
	return planOf(want, have).mayConvert(map[*plan]bool{})
}

// mayConvert takes a plan that is being judged as one that converts: types may contain
// themselves.
func (p *plan) mayConvert(open map[*plan]bool) bool {
	if open[p] {
		return true
	}
	open[p] = true
	switch p.op {
	case refuse:
		return p.want.Kind() == reflect.Interface
	case convertList:
		if isEmptyArray(p.want) || isEmptyArray(p.have) {
			return p.haveKind == reflect.Array || p.wantKind == reflect.Slice
		}
		return p.elem.mayConvert(open)
	case convertMap:
		return p.key.mayConvert(open) && p.elem.mayConvert(open)
	case newPointer, readPointer, changePointer:
		return p.elem.mayConvert(open)
	case convertSteps, structToMap:
		for i := range p.steps {
			if s := &p.steps[i]; s.op == missField || s.plan != nil && !s.plan.mayConvert(open) {
				return false
			}
		}
	default: // the value decides
	}
	return true
}

func isEmptyArray(t reflect.Type) bool { return t.Kind() == reflect.Array && t.Len() == 0 }
