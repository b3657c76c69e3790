package modules

import (
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// Contracts returns what the packages declare, in the form of a lock.
func Contracts(pkgs []*spec.Package) *lockfile.File {
	f := new(lockfile.File)
	for _, p := range pkgs {
		for _, e := range p.Events {
			f.Topics = append(f.Topics, e.Event)
		}
		for _, e := range p.Listens {
			f.Listens = append(f.Listens, e.Event)
		}
	}
	return f
}
