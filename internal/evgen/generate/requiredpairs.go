package generate

import (
	"fmt"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile/required"
)

// addPairs adds a note for each field that a listener of one required module needs and that
// an emitter of another does not send: a program puts the two together, and neither knows
// of the other. Only a run for the whole module says so, not one for each package.
func (r *requiredCheck) addPairs() {
	type emitter struct {
		lock *required.Lock
		*contract.Event
	}
	emitters := map[string][]emitter{}
	for _, lock := range r.locks {
		topics, _ := r.eventsOf(lock)
		for name, events := range topics {
			for _, e := range events {
				emitters[name] = append(emitters[name], emitter{lock, e})
			}
		}
	}
	for _, lock := range r.locks {
		for i := range lock.Listens {
			want := &lock.Listens[i]
			for _, have := range emitters[want.Name] {
				if have.lock != lock {
					r.addPair(lock, want, have.lock, have.Event)
				}
			}
		}
	}
}

func (r *requiredCheck) addPair(listener *required.Lock, want *contract.Event, emitter *required.Lock, have *contract.Event) {
	for _, m := range contract.Misfits(want, have) {
		at, by := listener.PlaceFrom(r.dir, want.Line), emitter.PlaceFrom(r.dir, have.Line)
		r.notes = append(r.notes, fmt.Sprintf("%s: %s needs the field %q of event %q%s in %s (%s); require versions of %s and %s that fit",
			at, want.Package, m.Path, want.Name, misfitText(&m), have.Package, by, listener.Path, emitter.Path))
	}
}
