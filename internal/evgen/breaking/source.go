package breaking

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// A sourceVersion is the new version of the contracts: what the packages declare
// now, with what the lock has by hand.
type sourceVersion struct {
	pkgs      []*spec.Package
	contracts *lockfile.File
	accepted  []lockfile.Accepted
	whole     bool // all packages of the module were read
	notes     []string
}

func readSource(ctx context.Context, dir, lockPath string, patterns []string) (*sourceVersion, error) {
	pkgs, err := spec.Read(ctx, dir, patterns...)
	if err != nil {
		return nil, err
	}
	lock, err := lockfile.Read(lockPath)
	if err != nil {
		return nil, err
	}
	contracts := modules.Contracts(pkgs)
	contracts.Reserved = lock.Reserved
	v := &sourceVersion{pkgs: pkgs, contracts: contracts, accepted: lock.Accepted}
	for _, m := range modules.OfRun(dir, patterns, pkgs) {
		if m.Root == filepath.Dir(lockPath) {
			v.whole = m.Whole
			v.addLeftOut(m, lock)
		}
	}
	return v, nil
}

// addLeftOut takes from the lock what this build leaves out because of tags, GOOS or
// cgo, so that it is not reported as deleted.
func (v *sourceVersion) addLeftOut(m *modules.Module, lock *lockfile.File) {
	for _, p := range m.Packages {
		v.addLines(modules.LeftOut(p, lock), p.HasLeftOut()+", which declares events,")
	}
	for _, pkg := range lock.Packages() {
		if m.Whole && !m.Reads(pkg) && !m.IsGone(pkg) {
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

func (v *sourceVersion) hasRead(pkg string) bool {
	return slices.ContainsFunc(v.pkgs, func(p *spec.Package) bool { return p.Path == pkg })
}

// basicOf returns the basic type behind a named type as it is declared now.
func (v *sourceVersion) basicOf(path, name string) string {
	if len(v.pkgs) == 0 {
		return ""
	}
	return v.pkgs[0].BasicType(path, name)
}
