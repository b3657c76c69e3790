package convert

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// traits are what the methods of a type say about conversion.
type traits struct {
	readsText  bool // a string may become one, by UnmarshalText
	writesText bool // it counts as a string, that of MarshalText
	writesJSON bool // it has a JSON form of its own, and becomes no other type
	readsJSON  bool // it has an UnmarshalJSON
}

var (
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	textMarshaler   = reflect.TypeFor[encoding.TextMarshaler]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	jsonMarshaler   = reflect.TypeFor[json.Marshaler]()
	rawJSON         = reflect.TypeFor[json.RawMessage]()
	timeType        = reflect.TypeFor[time.Time]()
)

// traitsOfTypes caches traits: to look for a method takes 100 ns.
var traitsOfTypes sync.Map // reflect.Type → *traits

// traitsOf looks at the methods of a pointer, since values that convert have an
// address. A pointer or an interface has no traits: what it leads to has.
func traitsOf(t reflect.Type) *traits {
	if known, ok := traitsOfTypes.Load(t); ok {
		return known.(*traits)
	}
	found := &traits{}
	if k := t.Kind(); k != reflect.Interface && k != reflect.Pointer {
		p := reflect.PointerTo(t)
		found.readsText, found.readsJSON = p.Implements(textUnmarshaler), p.Implements(jsonUnmarshaler)
		found.writesJSON = p.Implements(jsonMarshaler) && (t == timeType || !contract.WritesText(t))
		found.writesText = p.Implements(textMarshaler) && !found.writesJSON
	}
	known, _ := traitsOfTypes.LoadOrStore(t, found)
	return known.(*traits)
}

// isPlain reports whether a type is, to JSON, what its kind says.
func isPlain(t reflect.Type) bool { return *traitsOf(t) == traits{} }

func readsText(t reflect.Type) bool { return traitsOf(t).readsText }

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem() == reflect.TypeFor[byte]()
}

// hasTextKeys reports a map with keys that are strings.
func hasTextKeys(t reflect.Type) bool {
	return t.Kind() == reflect.Map && t.Key().Kind() == reflect.String
}

// sameKeys reports whether two maps have keys of one kind: strings, integers of one
// size, or texts.
func sameKeys(want, have reflect.Type) bool {
	w, h := want.Key(), have.Key()
	switch {
	case w == h:
		return true
	case w.Kind() == reflect.String && h.Kind() == reflect.String, isNumber(w.Kind()) && w.Kind() == h.Kind():
		return true
	}
	return traitsOf(w).readsText && traitsOf(h).writesText && w != timeType && h != timeType
}
