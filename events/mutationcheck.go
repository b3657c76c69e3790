package events

import (
	"errors"
	"hash/maphash"
	"maps"
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// WithMutationCheck finds listeners that change data that others share. Each
// listener has a payload of its own, but slices, maps and pointers inside lead to
// the same memory for all: see [Event.Payload]. With the check each handler's call
// is surrounded by two walks over everything that a payload leads to, and a handler
// that changes it fails with a [*MutationError] that names the fields.
//
// It is for tests and development: for a payload of four plain fields it takes some
// 6 µs for each listener. It looks at what other packages can change, which are
// exported fields. It does not look at fields that lead to more than 10,000 values,
// nor at those of a struct that its json tags leave out, nor at calls that panic,
// nor at bodies of loops over Stream.
//
// A listener that changes a slice that was converted for it alone fails as well,
// and one that passes a payload on is blamed for the changes of those it passes it
// to. A listener that runs while an asynchronous one changes the same event may be
// blamed, and the check is then a data race, as reading would be. Without this
// option nothing is checked, at no cost.
func WithMutationCheck() BusOption {
	return func(s *busState) { s.mutations = true }
}

// checkMutations calls a handler and returns an error if the payload has changed
// afterwards.
func checkMutations(name string, payload func() dispatch.Body, call func() error) error {
	before := fieldHashes(payload().Map())
	err := call()
	after := fieldHashes(payload().Map())
	var changed []string
	for _, field := range slices.Sorted(maps.Keys(before)) {
		if before[field] != after[field] {
			changed = append(changed, field)
		}
	}
	if changed == nil {
		return err
	}
	mutation := &MutationError{name, changed}
	if err == nil {
		return mutation
	}
	return errors.Join(err, mutation)
}

// fieldHashes returns a hash of each field that changes if anything that the field
// leads to changes. It leaves out fields that lead to too much.
func fieldHashes(p map[string]any) map[string]uint64 {
	out := make(map[string]uint64, len(p))
	for field, v := range p {
		w := hashWalk{}
		if n := w.hashValue(reflect.ValueOf(v)); w.steps <= maxWalkSteps {
			out[field] = n
		}
	}
	return out
}

// A hashWalk visits everything that one value leads to, once, even if it is cyclic.
type hashWalk struct {
	seen  map[memoryRef]int // in the order of visits: addresses may differ next time
	met   int
	steps int
	in    *hashWalk // the walk that this one is part of
}

// visit returns the number of an earlier visit, or counts this one.
func (w *hashWalk) visit(m memoryRef) (n int, before bool) {
	for up := w; up != nil; up = up.in {
		if n, before = up.seen[m]; before {
			return n, true
		}
	}
	if w.seen == nil {
		w.seen = map[memoryRef]int{}
	}
	w.met++
	w.seen[m] = w.met
	return w.met, false
}

// memoryRef is the memory that a pointer, a map or a slice leads to.
type memoryRef struct {
	at  uintptr
	n   int
	typ reflect.Type
}

const maxWalkSteps = 10_000

// hashSeed is the same for all hashes of a process; hashes of two processes are not
// compared.
var hashSeed = maphash.MakeSeed()

func (w *hashWalk) hashValue(v reflect.Value) uint64 {
	if w.steps++; w.steps > maxWalkSteps || !v.IsValid() {
		return 0
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice:
		to := memoryRef{v.Pointer(), 0, v.Type()}
		if v.Kind() == reflect.Slice {
			to.n = v.Len()
		}
		if v.IsNil() {
			return uint64(v.Kind())
		}
		if n, before := w.visit(to); before {
			return mixHashes(uint64(v.Kind()), uint64(n))
		}
	}
	return mixHashes(uint64(v.Kind()), w.hashContents(v))
}

func (w *hashWalk) hashContents(v reflect.Value) uint64 {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return w.hashValue(v.Elem())
	case reflect.Slice, reflect.Array:
		return w.hashElements(v)
	case reflect.Map:
		return w.hashEntries(v)
	case reflect.Struct:
		return w.hashFields(v)
	default:
		return hashPlain(v)
	}
}

func (w *hashWalk) hashElements(v reflect.Value) (sum uint64) {
	if v.Type().Elem().Kind() == reflect.Uint8 && v.Kind() == reflect.Slice {
		return maphash.Bytes(hashSeed, v.Bytes())
	}
	for i := 0; i < v.Len() && w.steps <= maxWalkSteps; i++ {
		sum = mixHashes(sum, w.hashValue(v.Index(i)))
	}
	return mixHashes(sum, uint64(v.Len()))
}

// hashEntries adds up the hashes of the entries, since a map has no order. Each
// entry is a walk of its own, since the numbers of visits would depend on the
// order, too.
func (w *hashWalk) hashEntries(v reflect.Value) (sum uint64) {
	for it := v.MapRange(); it.Next() && w.steps <= maxWalkSteps; {
		one := hashWalk{in: w, met: w.met, steps: w.steps}
		sum += mixHashes(one.hashValue(it.Key()), one.hashValue(it.Value()))
		w.steps = one.steps
	}
	return mixHashes(sum, uint64(v.Len()))
}

func (w *hashWalk) hashFields(v reflect.Value) (sum uint64) {
	if v.CanInterface() {
		if t, ok := v.Interface().(time.Time); ok {
			return maphash.Comparable(hashSeed, t)
		}
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		promotes := f.Anonymous && (f.Type.Kind() == reflect.Struct || f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct)
		if f.IsExported() || promotes { // an unexported embedded struct may hold exported fields
			sum = mixHashes(sum, w.hashValue(v.Field(i)))
		}
	}
	return sum
}

// hashPlain hashes a value without references; functions, channels and unsafe
// pointers hash by address.
func hashPlain(v reflect.Value) uint64 {
	switch v.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return maphash.Comparable(hashSeed, v.Interface())
	case reflect.Float32, reflect.Float64:
		return math.Float64bits(v.Float()) // by bits, so that NaN equals itself
	case reflect.Complex64, reflect.Complex128:
		return mixHashes(math.Float64bits(real(v.Complex())), math.Float64bits(imag(v.Complex())))
	default:
		return uint64(v.Pointer())
	}
}

func mixHashes(a, b uint64) uint64 { return maphash.Comparable(hashSeed, [2]uint64{a, b}) }
