package typed

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// Upcast converts payloads of an older version to the newer one, for the whole
// program, as topics are; declare it next to the topics. If a plugin still emits the
// older struct under the same name, all listeners get the newest, except those of the
// struct that was emitted: see "Versions" in the package's documentation. So do
// stored events in [Topic.Decode]. Versions form chains: a third one needs an Upcast
// from the second, and none from the first. Two plugins that declare a version with
// equal fields have the same version.
//
// A typed event's version is known from its struct or its declaration's
// fingerprint. For an untyped or stored event, the newest version whose fields
// match exactly wins, otherwise the newest whose fields are all present. So a
// version that only adds optional fields needs no Upcast.
//
// up is a pure function. For an event it is called once for each listener of a struct
// that is a version, and once for all others, in the emitter's goroutine; it may be
// called concurrently. Its error, a [*UpcastError], or its panic goes to the error
// handler as a failure of each of these listeners. An event of the newest struct
// costs nothing more, and neither do events of other names. To a bus the two payloads
// are not a conflict: it accepts declarations of either, and emits of versions that
// are older than a declared one, if Upcast is called before Declare. For events whose
// name has changed there is [Forward]. Upcast panics on nil, and if to leads back
// to from. A second one from the same topic to the same topic replaces the first.
// It may be called concurrently.
func Upcast[Old, New any](from *Topic[Old], to *Topic[New], up func(Old) (New, error)) {
	if from == nil || to == nil || up == nil {
		panic("typed: Upcast with nil: pass the older topic, the newer one, and a function from the older payload to the newer")
	}
	step := &conversionStep[Old, New]{from, to, up}
	addUpcast(from, to, step)
	from.registerByHand()
	to.registerByHand()
	if from.Name() == to.Name() {
		registry.Upcast(to.Name(), from.codec.Fingerprint, to.codec.Fingerprint)
	}
}

// upcastLock is held while a step is checked and added: two that make a cycle
// together must not both pass. No user code runs under it, and decoding does not
// take it.
var upcastLock sync.Mutex

func addUpcast[Old, New any](from *Topic[Old], to *Topic[New], s *conversionStep[Old, New]) {
	upcastLock.Lock()
	defer upcastLock.Unlock()
	if any(from) == any(to) || from.upcastsFrom(to) {
		panic(fmt.Sprintf("typed: Upcast of %q from %s to %s makes a cycle: versions go one way, from the oldest to the newest",
			to.Name(), reflect.TypeFor[Old](), reflect.TypeFor[New]()))
	}
	all := []olderVersion[New]{s} // the last one added is tried first
	for _, other := range to.olderVersions() {
		if same, ok := other.(*conversionStep[Old, New]); !ok || same.from != from {
			all = append(all, other)
		}
	}
	to.older.Store(&all)
	if from.Name() == to.Name() {
		to.versions.addStep(versionStep{
			from.codec.Fingerprint, to.codec.Fingerprint, from.readVersion, to.readVersion, s.convertBody,
		})
	}
}

// An olderVersion is a topic that converts to a T, with all that are older still.
type olderVersion[T any] interface {
	// decodeKnown makes a T of an event that was certainly emitted as one of these
	// versions.
	decodeKnown(m dispatch.Meta, b dispatch.Body) (v T, found bool, err error)
	// decodeSimilar makes a T of a payload by its fields; if exactly is set,
	// additional fields are a mismatch.
	decodeSimilar(m dispatch.Meta, b dispatch.Body, exactly bool) (v T, found bool, err error)
	// versionNames returns the events' names of the versions.
	versionNames() []string
	// upcastsFrom reports whether a topic is one of the versions.
	upcastsFrom(topic any) bool
}

// A conversionStep converts one version to the next, or the events of one name to
// another.
type conversionStep[Old, New any] struct {
	from *Topic[Old]
	to   *Topic[New]
	up   func(Old) (New, error)
}

func (s *conversionStep[Old, New]) decodeKnown(m dispatch.Meta, b dispatch.Body) (v New, found bool, err error) {
	old, found, err := s.from.decodeKnown(m, b)
	if !found || err != nil {
		return v, found, err
	}
	v, err = s.convertPayload(old)
	return v, true, err
}

func (s *conversionStep[Old, New]) decodeSimilar(m dispatch.Meta, b dispatch.Body, exactly bool) (v New, found bool, err error) {
	old, found, err := s.from.decodeSimilar(m, b, exactly)
	if !found || err != nil {
		return v, found, err
	}
	v, err = s.convertPayload(old)
	return v, true, err
}

// convertBody converts a payload of the older version in its general form.
func (s *conversionStep[Old, New]) convertBody(m dispatch.Meta, b dispatch.Body) (dispatch.Body, error) {
	old, err := s.from.decode(m, b)
	if err != nil {
		return nil, err
	}
	v, err := s.convertPayload(old)
	if err != nil {
		return nil, err
	}
	return &typedBody[New]{v: v, codec: &s.to.codec}, nil
}

func (s *conversionStep[Old, New]) convertPayload(old Old) (New, error) {
	v, err := s.up(old)
	if err != nil {
		var zero New
		return zero, &UpcastError{s.from.Name(), s.to.Name(), reflect.TypeFor[Old](), reflect.TypeFor[New](), err}
	}
	return v, nil
}

func (s *conversionStep[Old, New]) versionNames() []string { return s.from.versionNames() }

func (s *conversionStep[Old, New]) upcastsFrom(topic any) bool {
	return any(s.from) == topic || s.from.upcastsFrom(topic)
}

// olderVersions returns the versions that convert to a T directly.
func (t *Topic[T]) olderVersions() []olderVersion[T] {
	if all := t.older.Load(); all != nil {
		return *all
	}
	return nil
}

func (t *Topic[T]) versionNames() []string {
	all := []string{t.Name()}
	for _, v := range t.olderVersions() {
		all = append(all, v.versionNames()...)
	}
	return all
}

func (t *Topic[T]) upcastsFrom(topic any) bool {
	for _, v := range t.olderVersions() {
		if v.upcastsFrom(topic) {
			return true
		}
	}
	return false
}

// decodeAnyVersion makes a T of an event of any version.
func (t *Topic[T]) decodeAnyVersion(m dispatch.Meta, b dispatch.Body) (T, error) {
	if v, found, err := t.decodeKnown(m, b); found {
		return v, err
	}
	for _, exactly := range []bool{true, false} {
		if v, found, err := t.decodeSimilar(m, b, exactly); found {
			return v, err
		}
	}
	return t.decodeByFields(m, b) // returns the faults against the newest version
}

func (t *Topic[T]) decodeKnown(m dispatch.Meta, b dispatch.Body) (v T, found bool, err error) {
	if m.Name == t.Name() {
		if own, ok := b.(*typedBody[T]); ok {
			return own.v, true, nil
		}
		if p, ok := b.(interface{ fingerprint() string }); ok && p.fingerprint() == t.codec.Fingerprint {
			v, err = t.decodeByFields(m, b)
			return v, true, err
		}
	}
	for _, older := range t.olderVersions() {
		if v, found, err = older.decodeKnown(m, b); found {
			return v, true, err
		}
	}
	return v, false, nil
}

func (t *Topic[T]) decodeSimilar(m dispatch.Meta, b dispatch.Body, exactly bool) (v T, found bool, err error) {
	if m.Name == t.Name() {
		v, n, errs := t.readFields(m, b)
		if errs == nil && (!exactly || n == fieldsIn(b)) {
			return v, true, nil
		}
	}
	for _, older := range t.olderVersions() {
		if v, found, err = older.decodeSimilar(m, b, exactly); found {
			return v, true, err
		}
	}
	return v, false, nil
}

// readVersion makes the general form of a T by the fields of a payload, if they match.
func (t *Topic[T]) readVersion(m dispatch.Meta, b dispatch.Body, exactly bool) (dispatch.Body, bool) {
	v, n, errs := t.readFields(m, b)
	if errs != nil || exactly && n != fieldsIn(b) {
		return nil, false
	}
	return &typedBody[T]{v: v, codec: &t.codec}, true
}

// fieldsIn counts the fields of a payload, or returns -1 if it cannot.
func fieldsIn(b dispatch.Body) int {
	if c, ok := b.(interface{ Len() int }); ok {
		return c.Len()
	}
	return -1
}
