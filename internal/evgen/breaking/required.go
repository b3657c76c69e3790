package breaking

import (
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/lockfile/required"
)

// requirements are the modules that the module requires, now and at the baseline.
type requirements struct {
	locks    []*required.Lock // now
	upgrades []*upgrade
	notes    []string
}

// An upgrade is a required module whose version is another one than at the baseline.
type upgrade struct {
	was, is  *required.Lock
	findings []breaking.Finding
	added    []breaking.Addition
}

// readRequirements reads the locks of the modules that the go.mod in root requires, and
// those of the versions that an older go.mod required. If there is none, no upgrades are
// known.
func readRequirements(root, oldGoMod string) *requirements {
	r := new(requirements)
	now, before := required.Modules(root), required.ModulesOf(oldGoMod)
	r.locks = required.ReadLocks(now)
	for _, l := range r.locks {
		if l.Err != nil {
			r.notes = append(r.notes, fmt.Sprintf("%v; its listeners are not known", l.Err))
		}
	}
	for _, is := range now {
		i := slices.IndexFunc(before, func(m *required.Module) bool { return m.Path == is.Path })
		if i >= 0 && before[i].String() != is.String() {
			r.addUpgrade(before[i], is)
		}
	}
	return r
}

// addUpgrade adds a module with another version, if one of the two has a lock. That both
// are on this machine is not sure.
func (r *requirements) addUpgrade(was, is *required.Module) {
	locks := required.ReadLocks([]*required.Module{was, is})
	if len(locks) == 0 {
		return
	}
	for _, m := range []*required.Module{was, is} {
		if !m.IsKnown() && m.Version != "" {
			r.notes = append(r.notes, fmt.Sprintf("%s was %s before; their events are not compared, since the module cache lacks one; run: go mod download %s", is, was, m))
			return
		}
	}
	if !was.IsKnown() || !is.IsKnown() {
		return // the folder of a replace directive that is gone
	}
	u := &upgrade{lockOf(was, locks), lockOf(is, locks), nil, nil}
	if u.was.Err == nil && u.is.Err == nil {
		r.upgrades = append(r.upgrades, u)
	}
}

// lockOf returns the lock of a module, which is empty if the module has none.
func lockOf(m *required.Module, locks []*required.Lock) *required.Lock {
	for _, l := range locks {
		if l.Module == m {
			return l
		}
	}
	return &required.Lock{Module: m, File: new(lockfile.File)}
}

// addListeners adds what packages of required modules need of events.
func (r *requirements) addListeners(f *lockfile.File) {
	for _, l := range r.locks {
		f.Listens = slices.Concat(f.Listens, withVersion(l))
	}
}

// withVersion returns what the packages of a module listen to. The package is written
// with the version, as the go command does it.
func withVersion(l *required.Lock) (listens []contract.Event) {
	for _, e := range l.Listens {
		if l.Version != "" {
			e.Package += "@" + l.Version
		}
		listens = append(listens, e)
	}
	return listens
}

// compareUpgrades compares the locks of the upgraded modules. listens are the needs of all
// packages that are known.
func (r *requirements) compareUpgrades(listens []contract.Event) {
	for _, u := range r.upgrades {
		was, is := *u.was.File, *u.is.File
		was.Listens, is.Listens = listens, listens
		result := breaking.Compare(&was, &is)
		u.findings, u.added = result.Findings, result.Added
	}
}

// placed returns the findings of an upgrade with their places: the line of the new lock
// or, if the event is gone, of the old one.
func (u *upgrade) placed() (placed []placedFinding) {
	for _, f := range u.findings {
		p := placedFinding{Finding: f, upgrade: u}
		for _, l := range []*required.Lock{u.was, u.is} {
			i := slices.IndexFunc(l.Topics, func(t contract.Event) bool { return t.Name == f.Topic })
			if i >= 0 || p.File == "" {
				p.File, p.Line = l.LockName(), 1
			}
			if i >= 0 {
				p.Line = l.Topics[i].Line
			}
		}
		placed = append(placed, p)
	}
	return placed
}

// accept marks all findings that entries accept, those of upgrades too, and returns the
// entries that accept none.
func (r *requirements) accept(own []breaking.Finding, entries []lockfile.Accepted) (unused []lockfile.Accepted, err error) {
	all := slices.Clone(own)
	for _, u := range r.upgrades {
		all = append(all, u.findings...)
	}
	unused, err = breaking.Accept(all, entries)
	n := copy(own, all)
	for _, u := range r.upgrades {
		n += copy(u.findings, all[n:])
	}
	return unused, err
}
