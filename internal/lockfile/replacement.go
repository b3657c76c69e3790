package lockfile

import (
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// Replace puts what one run found in the place of what the file has of the
// packages that the run has read, and leaves the rest as it is.
func (f *File) Replace(read func(pkg string) bool, found *File) {
	f.Drop(read)
	f.Topics = append(f.Topics, found.Topics...)
	f.Listens = append(f.Listens, found.Listens...)
	f.sortEntries()
}

// Drop removes what the file has of the packages that gone names.
func (f *File) Drop(gone func(pkg string) bool) {
	of := func(t contract.Event) bool { return gone(t.Package) }
	f.Topics = slices.DeleteFunc(f.Topics, of)
	f.Listens = slices.DeleteFunc(f.Listens, of)
}

// Packages are the import paths of all that the file has lines of, sorted.
func (f *File) Packages() []string {
	var paths []string
	for _, t := range slices.Concat(f.Topics, f.Listens) {
		paths = append(paths, t.Package)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}
