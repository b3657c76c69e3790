package convert

import (
	"reflect"
	"unsafe"
)

// SameLayout reports whether the memory of one type may be read as the other, and
// means the same: equal types in equal places, under equal names. Then lists and
// pointers are shared instead of converted, as listeners with the emitter's own type
// share them. A type with a text or JSON form of its own has the layout of no other,
// nor has a struct with fields that JSON does not see.
func SameLayout(want, have reflect.Type) bool {
	return sameLayout(want, have, map[[2]reflect.Type]bool{})
}

// sameLayout takes a pair that is being compared as equal: types may contain
// themselves.
func sameLayout(want, have reflect.Type, open map[[2]reflect.Type]bool) bool {
	pair := [2]reflect.Type{want, have}
	switch {
	case want == have || open[pair]:
		return true
	case layoutKind(want) != layoutKind(have) || want.Size() != have.Size() || !isPlain(want) || !isPlain(have):
		return false
	}
	open[pair] = true
	switch k := want.Kind(); k {
	case reflect.Slice, reflect.Pointer:
		return sameLayout(want.Elem(), have.Elem(), open)
	case reflect.Array:
		return want.Len() == have.Len() && sameLayout(want.Elem(), have.Elem(), open)
	case reflect.Struct:
		return sameFields(want, have, open)
	case reflect.Interface:
		return want.NumMethod() == 0 && have.NumMethod() == 0
	default:
		return isNumber(k) || k == reflect.Bool || k == reflect.String // the memory of a map depends on its type
	}
}

// layoutKind is the kind with the size of int and uint.
func layoutKind(t reflect.Type) reflect.Kind {
	switch k := t.Kind(); {
	case k == reflect.Int && t.Size() == 8:
		return reflect.Int64
	case k == reflect.Int:
		return reflect.Int32
	case k == reflect.Uint && t.Size() == 8:
		return reflect.Uint64
	case k == reflect.Uint:
		return reflect.Uint32
	default:
		return k
	}
}

func sameFields(want, have reflect.Type, open map[[2]reflect.Type]bool) bool {
	w, wantErr := innerFields(want)
	h, haveErr := innerFields(have)
	if wantErr != nil || haveErr != nil || len(w) != len(h) || len(w) != countFields(want) || len(h) != countFields(have) {
		return false
	}
	for i := range w {
		if w[i].Name != h[i].Name || w[i].offset != h[i].offset || len(w[i].hops)+len(h[i].hops) > 0 || !sameLayout(w[i].Type, h[i].Type, open) {
			return false
		}
	}
	return true
}

// countFields counts the fields of a struct and of those embedded in it, also those
// that JSON does not see.
func countFields(t reflect.Type) (n int) {
	for f := range t.Fields() {
		if name, _ := jsonName(f); name == "" && f.Anonymous && f.Type.Kind() == reflect.Struct && !readsText(f.Type) {
			n += countFields(f.Type)
		} else {
			n++
		}
	}
	return n
}

// hasPointers reports whether the garbage collector looks into a t.
func hasPointers(t reflect.Type) bool {
	switch k := t.Kind(); k {
	case reflect.Array:
		return t.Len() > 0 && hasPointers(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			if hasPointers(f.Type) {
				return true
			}
		}
		return false
	default:
		return !(isNumber(k) || k == reflect.Bool || k == reflect.Uintptr || k == reflect.Complex64 || k == reflect.Complex128)
	}
}

// maxCopySteps is how many steps a copy of one value has at most: from there on
// reflection, which takes some 10 ns, is as fast.
const maxCopySteps = 6

// copySteps returns the steps that copy a t.
func copySteps(t reflect.Type) []step {
	if all := appendCopy(nil, t, 0); len(all) <= maxCopySteps {
		return all
	}
	return []step{{op: copyValue, typ: t}}
}

// appendCopy appends the steps for a t at an offset. Memory without pointers is copied
// as bytes, and everything else by assignments that the garbage collector sees.
func appendCopy(all []step, t reflect.Type, at uintptr) []step {
	one := step{dst: at, src: at, size: t.Size(), typ: t}
	switch k := t.Kind(); {
	case t.Size() == 0:
		return all
	case !hasPointers(t):
		return appendBytes(all, one)
	case k == reflect.Struct:
		for f := range t.Fields() {
			all = appendCopy(all, f.Type, at+f.Offset)
		}
		return all
	case k == reflect.String:
		one.op = copyString
	case k == reflect.Slice:
		one.op = copySlice
	case k == reflect.Interface || k == reflect.Array:
		one.op = copyValue
	default:
		one.op = copyPointer
	}
	return append(all, one)
}

// appendBytes joins bytes that follow each other on both sides.
func appendBytes(all []step, one step) []step {
	one.op = copyBytes
	if n := len(all); n > 0 {
		last := &all[n-1]
		if last.op == copyBytes && last.dst+last.size == one.dst && last.src+last.size == one.src {
			last.size += one.size
			return all
		}
	}
	return append(all, one)
}

// moveBytes copies memory without pointers.
func moveBytes(dst, src unsafe.Pointer, size uintptr) {
	copy(unsafe.Slice((*byte)(dst), size), unsafe.Slice((*byte)(src), size))
}
