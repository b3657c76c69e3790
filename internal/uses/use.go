package uses

import (
	"cmp"
	"slices"
	"strings"
)

// The ways to listen.
const (
	Listens     = "Listens"     // a declaration of what the package needs
	On          = "On"          // a listener of one event
	OnEvent     = "OnEvent"     // the same, of a topic
	Stream      = "Stream"      // a loop over one event
	OnNamespace = "OnNamespace" // a listener of all events below a prefix
	OnAny       = "OnAny"       // a listener of all events
)

// A Place is a point in a source file.
type Place struct {
	File   string `json:"file"` // relative to the working directory, with slashes
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// A Use is one place where a package listens.
type Use struct {
	Package string // import path
	How     string // On, Stream and so on
	Name    string // of the event; of OnNamespace its prefix, of OnAny ""
	Place   Place
}

// Hears reports whether an event of that name reaches who listens here.
func (u *Use) Hears(name string) bool {
	switch u.How {
	case OnAny:
		return true
	case OnNamespace:
		return strings.HasPrefix(name, u.Name+".")
	}
	return u.Name == name
}

func sorted(list []Use) []Use {
	slices.SortFunc(list, func(a, b Use) int {
		return cmp.Or(
			cmp.Compare(a.Package, b.Package),
			cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.Place.File, b.Place.File),
			cmp.Compare(a.Place.Line, b.Place.Line),
			cmp.Compare(a.Place.Column, b.Place.Column),
			cmp.Compare(a.How, b.How),
		)
	})
	return slices.Compact(list)
}
