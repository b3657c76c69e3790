package convert

import (
	"reflect"
	"unsafe"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// changeNumber converts whole numbers by their memory: through reflection it costs four
// times as much.
func (p *plan) changeNumber(dst, src unsafe.Pointer) error {
	if p.haveKind <= reflect.Uint64 && p.wantKind <= reflect.Uint64 {
		if n := loadWhole(p.haveKind, src); storeWhole(p.wantKind, dst, n) {
			return nil
		}
	}
	return convertNumber(reflect.NewAt(p.want, dst).Elem(), reflect.NewAt(p.have, src).Elem())
}

// isWidening reports whether every value of one type of integers is one of a larger one.
func (p *plan) isWidening() bool {
	return p.op == changeNumber && p.haveKind <= reflect.Uint64 && p.wantKind <= reflect.Uint64 && p.have.Size() < p.want.Size() &&
		contract.IsWider(layoutKind(p.want).String(), layoutKind(p.have).String())
}

// widen is changeNumber for a widening. A number that becomes a wider one has at most
// 32 bits.
func (p *plan) widen(dst, src unsafe.Pointer) {
	var i int64
	switch p.haveKind {
	case reflect.Int8:
		i = int64(*(*int8)(src))
	case reflect.Int16:
		i = int64(*(*int16)(src))
	case reflect.Int32, reflect.Int:
		i = int64(*(*int32)(src))
	case reflect.Uint8:
		i = int64(*(*uint8)(src))
	case reflect.Uint16:
		i = int64(*(*uint16)(src))
	default:
		i = int64(*(*uint32)(src))
	}
	switch p.wantSize {
	case 2:
		*(*int16)(dst) = int16(i)
	case 4:
		*(*int32)(dst) = int32(i)
	default:
		*(*int64)(dst) = i
	}
}

func loadWhole(k reflect.Kind, p unsafe.Pointer) wholeNumber {
	var i int64
	switch k {
	case reflect.Int:
		i = int64(*(*int)(p))
	case reflect.Int8:
		i = int64(*(*int8)(p))
	case reflect.Int16:
		i = int64(*(*int16)(p))
	case reflect.Int32:
		i = int64(*(*int32)(p))
	case reflect.Int64:
		i = *(*int64)(p)
	case reflect.Uint8:
		return wholeNumber{abs: uint64(*(*uint8)(p))}
	case reflect.Uint16:
		return wholeNumber{abs: uint64(*(*uint16)(p))}
	case reflect.Uint32:
		return wholeNumber{abs: uint64(*(*uint32)(p))}
	case reflect.Uint:
		return wholeNumber{abs: uint64(*(*uint)(p))}
	default:
		return wholeNumber{abs: *(*uint64)(p)}
	}
	return wholeNumberOf(i)
}

// storeWhole sets the number at p, which is 0, and reports whether it has that kind.
func storeWhole(k reflect.Kind, p unsafe.Pointer, n wholeNumber) bool {
	if k >= reflect.Uint {
		return !n.negative && storeUint(k, p, n.abs)
	}
	i := int64(n.abs)
	if n.negative {
		i = -i
	}
	if (i < 0) != n.negative { // it has 64 bits without the sign
		return false
	}
	return storeInt(k, p, i)
}

func storeUint(k reflect.Kind, p unsafe.Pointer, u uint64) bool {
	var stored uint64
	switch k {
	case reflect.Uint8:
		*(*uint8)(p) = uint8(u)
		stored = uint64(*(*uint8)(p))
	case reflect.Uint16:
		*(*uint16)(p) = uint16(u)
		stored = uint64(*(*uint16)(p))
	case reflect.Uint32:
		*(*uint32)(p) = uint32(u)
		stored = uint64(*(*uint32)(p))
	case reflect.Uint:
		*(*uint)(p) = uint(u)
		stored = uint64(*(*uint)(p))
	default:
		*(*uint64)(p) = u
		return true
	}
	return stored == u
}

func storeInt(k reflect.Kind, p unsafe.Pointer, i int64) bool {
	var stored int64
	switch k {
	case reflect.Int8:
		*(*int8)(p) = int8(i)
		stored = int64(*(*int8)(p))
	case reflect.Int16:
		*(*int16)(p) = int16(i)
		stored = int64(*(*int16)(p))
	case reflect.Int32:
		*(*int32)(p) = int32(i)
		stored = int64(*(*int32)(p))
	case reflect.Int:
		*(*int)(p) = int(i)
		stored = int64(*(*int)(p))
	default:
		*(*int64)(p) = i
		return true
	}
	return stored == i
}
