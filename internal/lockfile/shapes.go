package lockfile

import (
	"maps"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// shapes returns the shapes that the fields of the events lead to, by name.
func (f *File) shapes() (all []*contract.Shape) {
	found := contract.Shapes{}
	for _, e := range slices.Concat(f.Topics, f.Listens) {
		for _, s := range e.Shapes.Reachable(e.Fields) {
			found[s.Name] = s
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		all = append(all, found[name])
	}
	return all
}

// shareShapes gives all events the same shapes: those of f, replaced by newer ones of
// the same types.
func (f *File) shareShapes(newer []*contract.Shape) {
	all := contract.Shapes{}
	for _, s := range slices.Concat(f.shapes(), newer) {
		all[s.Name] = s
	}
	if len(all) == 0 {
		return
	}
	for _, list := range [][]contract.Event{f.Topics, f.Listens} {
		for i := range list {
			list[i].Shapes = all
		}
	}
}
