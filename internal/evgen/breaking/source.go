package breaking

import (
	"context"
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
	root := filepath.Dir(lockPath)
	return &sourceVersion{
		pkgs:      pkgs,
		contracts: contracts,
		accepted:  lock.Accepted,
		whole: slices.ContainsFunc(modules.OfRun(dir, patterns, pkgs), func(m *modules.Module) bool {
			return m.Root == root && m.Whole
		}),
	}, nil
}

func (v *sourceVersion) hasRead(pkg string) bool {
	return slices.ContainsFunc(v.pkgs, func(p *spec.Package) bool { return p.Path == pkg })
}
