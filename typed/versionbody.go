package typed

import (
	"sync/atomic"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// A versionedPayload is a payload of a name that has versions. As a [dispatch.Body] it is
// the payload as it was emitted.
type versionedPayload interface {
	dispatch.VersionedBody
	emitted() dispatch.Body
	versions() *versionState
}

// versionState is the newest version of one payload. It is made once for all listeners,
// by the first one that needs it. It is made again if the function of the user's has
// panicked; and an asynchronous Forward may make it at the same time.
type versionState struct {
	graph *versionGraph
	made  atomic.Pointer[newestVersion]
}

type newestVersion struct {
	body dispatch.Body
	err  error
}

func (s *versionState) newest(b dispatch.Body) (dispatch.Body, error) {
	if n := s.made.Load(); n != nil {
		return n.body, n.err
	}
	n := new(newestVersion)
	n.body, n.err = s.graph.newest(b)
	s.made.CompareAndSwap(nil, n)
	n = s.made.Load()
	return n.body, n.err
}

func (s *versionState) versions() *versionState { return s }

// versionedBody is a typed payload that is not of the newest version. It is one
// allocation, as a typedBody is.
type versionedBody[T any] struct {
	typedBody[T]
	versionState
}

func (b *versionedBody[T]) emitted() dispatch.Body         { return &b.typedBody }
func (b *versionedBody[T]) Newest() (dispatch.Body, error) { return b.newest(&b.typedBody) }

// versionedMap is an untyped payload.
type versionedMap struct {
	dispatch.Body
	versionState
}

func (b *versionedMap) emitted() dispatch.Body         { return b.Body }
func (b *versionedMap) Newest() (dispatch.Body, error) { return b.newest(b.Body) }

// box makes the general form of a payload. via are the names that it had before.
func (t *Topic[T]) box(v T, via *forwardHop) dispatch.Body {
	g := t.versions.graph.Load()
	if g == nil || g.isNewest(t.codec.Fingerprint) {
		return &typedBody[T]{v, &t.codec, via}
	}
	return &versionedBody[T]{typedBody[T]{v, &t.codec, via}, versionState{graph: g}}
}

// decodeVersioned makes a T of a payload whose name has versions: of the payload as it
// was emitted, if that is of the topic's version; otherwise of the topic's version, if
// the payload is older and the topic is one; otherwise of the newest.
func (t *Topic[T]) decodeVersioned(m dispatch.Meta, p versionedPayload) (T, error) {
	b, state := p.emitted(), p.versions()
	if own, ok := b.(*typedBody[T]); ok {
		return own.v, nil
	}
	if f, ok := b.(interface{ fingerprint() string }); ok && f.fingerprint() == t.codec.Fingerprint {
		return t.decodeByFields(m, b)
	}
	if n := state.made.Load(); n != nil {
		if own, ok := n.body.(*typedBody[T]); ok {
			return own.v, nil
		}
	}
	if v, found, err := t.decodeKnown(m, b); found {
		return v, err
	}
	if up, found, err := state.graph.upTo(t.codec.Fingerprint, b); found {
		if err != nil {
			var zero T
			return zero, err
		}
		return t.decode(m, up)
	}
	if t.older.Load() != nil {
		return t.decodeAnyVersion(m, b)
	}
	return t.decodeNewest(m, p)
}

// decodeNewest makes a T that is none of the versions. A listener of before the newest
// version may have fields that only the payload as it was emitted has.
func (t *Topic[T]) decodeNewest(m dispatch.Meta, p versionedPayload) (T, error) {
	up, err := p.Newest()
	if err != nil {
		var zero T
		return zero, err
	}
	v, err := t.decodeByFields(m, up)
	if err != nil && up != p.emitted() {
		if older, failed := t.decodeByFields(m, p.emitted()); failed == nil {
			return older, nil
		}
	}
	return v, err
}
