package modules

import (
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// LeftOut returns the lines of a lock that belong to a package and that this run has
// not read, although files that this build leaves out may declare them.
func LeftOut(p *spec.Package, lock *lockfile.File) *lockfile.File {
	return &lockfile.File{Topics: leftOutOf(p, p.Events, lock.Topics), Listens: leftOutOf(p, p.Listens, lock.Listens)}
}

func leftOutOf(p *spec.Package, read []*spec.Event, lines []contract.Event) (left []contract.Event) {
	for _, t := range lines {
		isRead := slices.ContainsFunc(read, func(e *spec.Event) bool { return e.Name == t.Name })
		if t.Package == p.Path && !isRead && p.MayBeLeftOut(t.Name) != "" {
			left = append(left, t)
		}
	}
	return left
}
