package generate

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// leaveAlone takes the packages out of the run that this build has only in part: tags,
// GOOS or cgo leave out files whose events are in the lock. Generating them would
// delete those events. It returns a note for each.
func leaveAlone(dir string, mods []*modules.Module) (notes []string, err error) {
	var faults spec.Errors
	for _, m := range mods {
		if !slices.ContainsFunc(m.Packages, func(p *spec.Package) bool { return p.HasLeftOut() != "" }) {
			continue
		}
		_, lock, err := m.ReadLock(dir)
		if err != nil {
			return nil, err
		}
		m.Packages = slices.DeleteFunc(m.Packages, func(p *spec.Package) bool {
			left := modules.LeftOut(p, lock)
			alone := p.HasLeftOut() != "" && (len(p.All()) == 0 || !left.Empty())
			switch {
			case !alone:
			case isChanged(p, lock, left):
				faults = append(faults, partlyReadError(p))
			default:
				notes = append(notes, fmt.Sprintf("left %s as it is: %s, which declares events, is no part of this build", p.Path, p.HasLeftOut()))
			}
			return alone
		})
	}
	if faults != nil {
		return nil, faults
	}
	return notes, nil
}

// isChanged reports whether the part of a package that was read differs from the lock.
func isChanged(p *spec.Package, lock, left *lockfile.File) bool {
	isOther := func(pkg string) bool { return pkg != p.Path }
	was := &lockfile.File{Topics: slices.Clone(lock.Topics), Listens: slices.Clone(lock.Listens)}
	was.Drop(isOther)
	is := modules.Contracts([]*spec.Package{p})
	is.Topics = append(is.Topics, left.Topics...)
	is.Listens = append(is.Listens, left.Listens...)
	return !bytes.Equal(was.Format(), is.Format())
}

func partlyReadError(p *spec.Package) *spec.Error {
	e := &spec.Error{Text: fmt.Sprintf("the events of %s have changed, but %s, which declares events too, is no part of this build; declare all events of a package in files without build constraints, or run evgen with the tags or GOOS that include the file", p.Path, p.HasLeftOut())}
	if all := p.All(); len(all) > 0 {
		e.Pos = all[0].Pos
	}
	return e
}
