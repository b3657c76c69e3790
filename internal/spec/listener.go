package spec

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

// A Listener is one place where a package listens.
type Listener struct {
	Package string // import path
	How     string // On, Stream and so on
	Name    string // of the event; for OnNamespace its prefix, for OnAny ""
	Place   Place
}

// Receives reports whether an event of that name reaches the listener.
func (l *Listener) Receives(name string) bool {
	switch l.How {
	case OnAny:
		return true
	case OnNamespace:
		return strings.HasPrefix(name, l.Name+".")
	}
	return l.Name == name
}

// sortListeners sorts by package, event and place, and drops repetitions.
func sortListeners(list []Listener) []Listener {
	slices.SortFunc(list, func(a, b Listener) int {
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
