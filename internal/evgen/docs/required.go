package docs

import (
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/lockfile/required"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// foreignEvents are the events of required modules that packages here use.
type foreignEvents struct {
	contracts *lockfile.File    // with what the packages here declare
	modules   map[string]string // import path of each emitter to its module, with the version
	notes     []string
}

// readForeign adds to contracts the events that the locks of required modules have and that
// a package here listens to, or emits by its name. A listener of everything is no reason to show them all.
func readForeign(mods []*modules.Module, contracts *lockfile.File, uses *spec.Uses) *foreignEvents {
	f := &foreignEvents{contracts: contracts, modules: map[string]string{}}
	isUsed := func(name string) bool {
		return slices.ContainsFunc(uses.Emits, func(u spec.Use) bool { return u.Name == name }) ||
			slices.ContainsFunc(uses.Listeners, func(u spec.Use) bool { return u.How != spec.OnAny && u.Receives(name) }) ||
			slices.ContainsFunc(contracts.Listens, func(e contract.Event) bool { return e.Name == name })
	}
	for _, m := range mods {
		for _, lock := range required.Locks(m.Root) {
			if lock.Err != nil {
				f.notes = append(f.notes, fmt.Sprintf("%v; its events are missing in the documents", lock.Err))
			}
			f.addLock(lock, mods, isUsed)
		}
	}
	slices.Sort(f.notes)
	f.notes = slices.Compact(f.notes)
	return f
}

func (f *foreignEvents) addLock(lock *required.Lock, mods []*modules.Module, isUsed func(name string) bool) {
	for _, t := range lock.Topics {
		isRead := slices.ContainsFunc(mods, func(m *modules.Module) bool { return m.Reads(t.Package) })
		if isRead || f.modules[t.Package] != "" && f.has(t.Package, t.Name) || !isUsed(t.Name) {
			continue
		}
		f.contracts.Topics = append(f.contracts.Topics, t)
		f.modules[t.Package] = lock.String()
	}
}

// has reports whether an event was added already: two modules of a workspace may require
// the same one.
func (f *foreignEvents) has(pkg, name string) bool {
	return slices.ContainsFunc(f.contracts.Topics, func(e contract.Event) bool { return e.Package == pkg && e.Name == name })
}
