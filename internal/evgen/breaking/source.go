package breaking

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// A sourceVersion is the new version of a module's contracts: what the packages declare
// now, with what the lock has by hand.
type sourceVersion struct {
	*modules.Module
	contracts *lockfile.File
	accepted  []lockfile.Accepted
	notes     []string
}

func readSource(m *modules.Module) (*sourceVersion, error) {
	lock, err := lockfile.Read(filepath.Join(m.Root, lockfile.FileName))
	if err != nil {
		return nil, err
	}
	v := &sourceVersion{Module: m, contracts: modules.Contracts(m.Packages), accepted: lock.Accepted}
	v.contracts.Reserved = lock.Reserved
	v.addLeftOut(lock)
	return v, nil
}

// addLeftOut takes from the lock what this build leaves out because of tags, GOOS or
// cgo, so that it is not reported as deleted.
func (v *sourceVersion) addLeftOut(lock *lockfile.File) {
	for _, p := range v.Packages {
		v.addLines(modules.LeftOut(p, lock), p.HasLeftOut()+", which declares events,")
	}
	for _, pkg := range lock.Packages() {
		if v.Whole && !v.Reads(pkg) && !v.IsGone(pkg) {
			lines := &lockfile.File{Topics: slices.Clone(lock.Topics), Listens: slices.Clone(lock.Listens)}
			lines.Drop(func(other string) bool { return other != pkg })
			v.addLines(lines, "package "+pkg)
		}
	}
}

func (v *sourceVersion) addLines(lines *lockfile.File, owner string) {
	if lines.Empty() {
		return
	}
	v.contracts.Topics = append(v.contracts.Topics, lines.Topics...)
	v.contracts.Listens = append(v.contracts.Listens, lines.Listens...)
	v.notes = append(v.notes, fmt.Sprintf("%s is no part of this build; its events are taken from %s", owner, lockfile.FileName))
}

// basicOf returns the basic type behind a named type as it is declared now.
func (v *sourceVersion) basicOf(path, name string) string {
	if len(v.Packages) == 0 {
		return ""
	}
	return v.Packages[0].BasicType(path, name)
}
