package events

import (
	"maps"
	"sync"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// mapBody is the payload of an untyped emit: the caller's map until somebody
// hears the event, and then the bus's own copy.
type mapBody map[string]any

func (m mapBody) Map() map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return maps.Clone(map[string]any(m))
}

func (m mapBody) Value(field string) (any, bool) { v, ok := m[field]; return v, ok }

func (m mapBody) Ref(string) any { return nil }

// Len counts the fields, for package typed.
func (m mapBody) Len() int { return len(m) }

// ownedCopy copies the caller's map. Only an emit that has a listener pays for it.
func ownedCopy(p dispatch.Body) dispatch.Body {
	m := p.(mapBody)
	if len(m) == 0 {
		return newEmptyBody()
	}
	return maps.Clone(m)
}

// emptyBody is the payload of an untyped emit without fields. Its address tells
// the emit from others, so it must not be of size zero.
type emptyBody struct{ _ byte }

func (*emptyBody) Map() map[string]any      { return map[string]any{} }
func (*emptyBody) Value(string) (any, bool) { return nil, false }
func (*emptyBody) Ref(string) any           { return nil }

// Len counts the fields, for package typed.
func (*emptyBody) Len() int { return 0 }

// emptyBodies are made many at a time, so that an emit without a payload
// allocates nothing in most cases. Each is given away once.
type emptyBodies struct {
	used int
	all  [256]emptyBody
}

var unusedEmptyBodies sync.Pool // *emptyBodies

func newEmptyBody() *emptyBody {
	block, _ := unusedEmptyBodies.Get().(*emptyBodies)
	if block == nil || block.used == len(block.all) {
		block = new(emptyBodies)
	}
	body := &block.all[block.used]
	block.used++
	unusedEmptyBodies.Put(block)
	return body
}
