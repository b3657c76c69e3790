package generate

import (
	"context"
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/lockfile/required"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// checkRequired compares what was read with the locks of the modules that its modules
// require: their emitters as those of this module, and their listeners for a note. It
// cannot be an error that a listener of another module lacks something: only the source
// says whether it takes older versions too, and it can't be changed here.
func checkRequired(ctx context.Context, dir string, mods []*modules.Module) (notes []string, err error) {
	var faults spec.Errors
	for _, m := range mods {
		if !m.Whole && !slices.ContainsFunc(m.Packages, func(p *spec.Package) bool { return len(p.All()) > 0 }) {
			continue
		}
		r := &requiredCheck{dir: dir, run: mods, module: m}
		all := required.Modules(m.Root)
		for _, lock := range required.ReadLocks(all) {
			faults = append(faults, r.compareLock(ctx, lock)...)
		}
		if m.Whole {
			r.addPairs()
		}
		if err := r.addUnread(required.Unread(all)); err != nil {
			return nil, err
		}
		notes = append(notes, r.notes...)
	}
	if faults != nil {
		return nil, faults
	}
	slices.Sort(notes)
	return slices.Compact(notes), nil
}

// A requiredCheck compares one module with those that it requires.
type requiredCheck struct {
	dir    string
	run    []*modules.Module // all of the run
	module *modules.Module
	locks  []*required.Lock
	notes  []string
}

// compareLock returns the conflicts with one lock, and adds notes about it.
func (r *requiredCheck) compareLock(ctx context.Context, lock *required.Lock) spec.Errors {
	r.locks = append(r.locks, lock)
	if lock.Err != nil {
		r.notes = append(r.notes, fmt.Sprintf("%v; its events are not compared", lock.Err))
		return nil
	}
	topics, listens := r.eventsOf(lock)
	var found lockConflicts
	for _, p := range r.module.Packages {
		for _, e := range p.All() {
			for _, t := range topics[e.Name] {
				found.compare(p, e, r.locked(lock, t))
			}
			if !e.Listens {
				r.addUnmet(lock, e, listens[e.Name])
			}
		}
	}
	if lock.Member && len(found.faults) > 0 && found.isLockOutdated(ctx, r.dir, r.module) {
		return nil
	}
	return found.faults
}

// locked returns an event with its place. A folder of a replace directive and a workspace
// member can be changed here, a released version can't.
func (r *requiredCheck) locked(lock *required.Lock, t *contract.Event) spec.LockedEvent {
	e := spec.LockedEvent{Event: t, Place: lock.PlaceFrom(r.dir, t.Line)}
	if lock.Version != "" {
		e.Module = lock.Path
	}
	return e
}

// eventsOf returns the events of a lock by their names, without those of packages that
// are compared as source: a workspace member may be part of the run.
func (r *requiredCheck) eventsOf(lock *required.Lock) (topics, listens map[string][]*contract.Event) {
	isRead := func(string) bool { return false }
	for _, m := range r.run {
		if m.Root == lock.Dir {
			isRead = func(pkg string) bool { return m.Reads(pkg) || m.IsGone(pkg) }
		}
	}
	byName := func(events []contract.Event) map[string][]*contract.Event {
		all := map[string][]*contract.Event{}
		for i := range events {
			if e := &events[i]; !isRead(e.Package) {
				all[e.Name] = append(all[e.Name], e)
			}
		}
		return all
	}
	return byName(lock.Topics), byName(lock.Listens)
}

// addUnmet adds a note for each field that listeners of a required module need and that
// an emitter of this module does not send.
func (r *requiredCheck) addUnmet(lock *required.Lock, e *spec.Event, listens []*contract.Event) {
	for _, want := range listens {
		for _, fault := range contract.Misfits(want, &e.Event) {
			r.notes = append(r.notes, fmt.Sprintf("%s: %s (%s) needs the field %q of event %q%s here; change it back, or require a version of %s that reads it",
				e.Pos, want.Package, lock.PlaceFrom(r.dir, want.Line), fault.Path, e.Name, misfitText(&fault), lock.Path))
		}
	}
}

func misfitText(m *contract.Misfit) string {
	switch {
	case m.Have == "":
		return ", which is not declared"
	case m.MayLack:
		return fmt.Sprintf(", which may be left out (%q)", m.Have)
	}
	return fmt.Sprintf(" as %s, but it is %s", m.Want, m.Have)
}

// isOpen reports whether nothing that is known emits an event that the module listens to.
func (r *requiredCheck) isOpen() (bool, error) {
	_, own, err := r.module.ReadLock(r.dir)
	if err != nil {
		return false, err
	}
	own.Drop(r.module.Replaces)
	emitted := map[string]bool{}
	for _, m := range r.run {
		addNames(emitted, modules.Contracts(m.Packages))
	}
	addNames(emitted, own)
	for _, l := range r.locks {
		addNames(emitted, l.File)
	}
	return slices.ContainsFunc(r.module.Packages, func(p *spec.Package) bool {
		return slices.ContainsFunc(p.Listens, func(e *spec.Event) bool { return !emitted[e.Name] })
	}), nil
}

func addNames(to map[string]bool, f *lockfile.File) {
	for _, t := range f.Topics {
		to[t.Name] = true
	}
}

// addUnread says of which modules nothing is known, if one of them may emit an event that
// the module listens to.
func (r *requiredCheck) addUnread(unread []*required.Module) error {
	if len(unread) == 0 {
		return nil
	}
	if open, err := r.isOpen(); err != nil || !open {
		return err
	}
	for _, m := range unread {
		why := "is not on this machine"
		if m.Dir != "" {
			why = "is vendored without its lock, as go mod vendor does it"
		}
		r.notes = append(r.notes, fmt.Sprintf("%s %s, so its events are not compared; run: go mod download %s", m, why, m.Path))
	}
	return nil
}
