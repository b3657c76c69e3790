package typed

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// Upcast says how a payload of an older version becomes one of the newer: for
// the whole program, as topics are, and best beside them. Wherever a New is
// wanted and an Old is there, up makes it: for listeners of to that hear a
// plugin which still emits the older struct under the same name, and for stored
// events in [Topic.Decode]. Versions form chains: a third one needs an Upcast
// from the second, and none from the first.
//
// Which version an event is shows in its struct, or in the fingerprint of its
// declaration, where it was emitted typed. Of an untyped or stored one the
// newest version counts whose fields are all there with none to spare, else the
// newest whose fields are all there. So a version that only adds optional fields
// needs no Upcast.
//
// up is a pure function. It is called for each listener of another struct anew,
// and in the emitter's goroutine; its error, a [*UpcastError], or its panic goes
// to the error handler as a failure of that listener. An event of the newest
// struct costs nothing more. To a bus the two payloads are no conflict: it
// accepts what is declared as either. For events whose name has changed there is
// [Forward]. Upcast panics on nil, and if to leads back to from. A second one
// from the same topic to the same topic takes the place of the first. It may be
// called concurrently.
func Upcast[Old, New any](from *Topic[Old], to *Topic[New], up func(Old) (New, error)) {
	if from == nil || to == nil || up == nil {
		panic("typed: Upcast with nil: pass the older topic, the newer one, and a function from the older payload to the newer")
	}
	register(from, to, &step[Old, New]{from, to, up})
	from.known()
	to.known()
	if from.Name() == to.Name() {
		registry.Upcast(to.Name(), from.codec.Fingerprint, to.codec.Fingerprint)
	}
}

// upcasts is held while a step is looked at and registered: two that make a
// circle together must not both pass. Nobody's code runs under it, and decoding
// does not take it.
var upcasts sync.Mutex

func register[Old, New any](from *Topic[Old], to *Topic[New], s *step[Old, New]) {
	upcasts.Lock()
	defer upcasts.Unlock()
	if any(from) == any(to) || from.reaches(to) {
		panic(fmt.Sprintf("typed: Upcast of %q from %s to %s leads round in a circle: versions go one way, from the oldest to the newest",
			to.Name(), reflect.TypeFor[Old](), reflect.TypeFor[New]()))
	}
	all := []version[New]{s} // the one registered last is asked first
	for _, other := range to.versions() {
		if same, ok := other.(*step[Old, New]); !ok || same.from != from {
			all = append(all, other)
		}
	}
	to.older.Store(&all)
}

// A version is what becomes a T: an older topic with all that are older still.
type version[T any] interface {
	// same makes a T of what was emitted as one of these versions for sure.
	same(m dispatch.Meta, b dispatch.Body) (v T, found bool, err error)
	// like makes a T of what has the fields of one; exactly: and no others.
	like(m dispatch.Meta, b dispatch.Body, exactly bool) (v T, found bool, err error)
	// names lists what the versions are called.
	names() []string
	// reaches reports whether a topic is one of them.
	reaches(topic any) bool
}

// step leads from one version to the next.
type step[Old, New any] struct {
	from *Topic[Old]
	to   *Topic[New]
	up   func(Old) (New, error)
}

func (s *step[Old, New]) same(m dispatch.Meta, b dispatch.Body) (v New, found bool, err error) {
	old, found, err := s.from.same(m, b)
	if !found || err != nil {
		return v, found, err
	}
	v, err = s.call(old)
	return v, true, err
}

func (s *step[Old, New]) like(m dispatch.Meta, b dispatch.Body, exactly bool) (v New, found bool, err error) {
	old, found, err := s.from.like(m, b, exactly)
	if !found || err != nil {
		return v, found, err
	}
	v, err = s.call(old)
	return v, true, err
}

func (s *step[Old, New]) call(old Old) (New, error) {
	v, err := s.up(old)
	if err != nil {
		var zero New
		return zero, &UpcastError{s.from.Name(), s.to.Name(), reflect.TypeFor[Old](), reflect.TypeFor[New](), err}
	}
	return v, nil
}

func (s *step[Old, New]) names() []string { return s.from.names() }

func (s *step[Old, New]) reaches(topic any) bool {
	return any(s.from) == topic || s.from.reaches(topic)
}

// versions returns the older ones.
func (t *Topic[T]) versions() []version[T] {
	if all := t.older.Load(); all != nil {
		return *all
	}
	return nil
}

func (t *Topic[T]) names() []string {
	all := []string{t.Name()}
	for _, v := range t.versions() {
		all = append(all, v.names()...)
	}
	return all
}

func (t *Topic[T]) reaches(topic any) bool {
	for _, v := range t.versions() {
		if v.reaches(topic) {
			return true
		}
	}
	return false
}

// evolved makes a T of an event of any version.
func (t *Topic[T]) evolved(m dispatch.Meta, b dispatch.Body) (T, error) {
	if v, found, err := t.same(m, b); found {
		return v, err
	}
	for _, exactly := range []bool{true, false} {
		if v, found, err := t.like(m, b, exactly); found {
			return v, err
		}
	}
	return t.byFields(m, b) // which says what the newest lacks
}

func (t *Topic[T]) same(m dispatch.Meta, b dispatch.Body) (v T, found bool, err error) {
	if m.Name == t.Name() {
		if own, ok := b.(*body[T]); ok {
			return own.v, true, nil
		}
		if p, ok := b.(interface{ fingerprint() string }); ok && p.fingerprint() == t.codec.Fingerprint {
			v, err = t.byFields(m, b)
			return v, true, err
		}
	}
	for _, older := range t.versions() {
		if v, found, err = older.same(m, b); found {
			return v, true, err
		}
	}
	return v, false, nil
}

func (t *Topic[T]) like(m dispatch.Meta, b dispatch.Body, exactly bool) (v T, found bool, err error) {
	if m.Name == t.Name() {
		v, n, errs := t.read(m, b)
		if errs == nil && (!exactly || n == fieldsIn(b)) {
			return v, true, nil
		}
	}
	for _, older := range t.versions() {
		if v, found, err = older.like(m, b, exactly); found {
			return v, true, err
		}
	}
	return v, false, nil
}

// fieldsIn counts the fields of a payload.
func fieldsIn(b dispatch.Body) int {
	if c, ok := b.(interface{ Len() int }); ok {
		return c.Len()
	}
	return -1
}
