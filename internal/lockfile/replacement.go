package lockfile

import (
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// Replace replaces the entries of the packages that a run has read by what it found
// there, and leaves the rest as it is.
func (f *File) Replace(read func(pkg string) bool, found *File) {
	f.Drop(read)
	f.Topics = append(f.Topics, found.Topics...)
	f.Listens = append(f.Listens, found.Listens...)
	f.sortEntries()
	f.shareShapes(found.shapes())
}

// Drop removes the entries of the packages for which gone returns true.
func (f *File) Drop(gone func(pkg string) bool) {
	of := func(t contract.Event) bool { return gone(t.Package) }
	f.Topics = slices.DeleteFunc(f.Topics, of)
	f.Listens = slices.DeleteFunc(f.Listens, of)
}

// Packages returns the import paths of all packages that have entries, sorted.
func (f *File) Packages() []string {
	var paths []string
	for _, t := range slices.Concat(f.Topics, f.Listens) {
		paths = append(paths, t.Package)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}
