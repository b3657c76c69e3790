package spec

import (
	"cmp"
	"slices"
	"strings"
)

// The ways to listen and to emit.
const (
	Listens     = "Listens"     // a declaration of what the package needs
	On          = "On"          // a listener of one event
	OnEvent     = "OnEvent"     // the same, of a topic
	Stream      = "Stream"      // a loop over one event
	OnNamespace = "OnNamespace" // a listener of all events below a prefix
	OnAny       = "OnAny"       // a listener of all events
	Emit        = "Emit"        // an emit
	EmitWait    = "EmitWait"    // an emit that waits for the listeners
)

// A Place is a point in a source file.
type Place struct {
	File   string `json:"file"` // relative to the working directory, with slashes
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// A Use is one place where a package listens or emits.
type Use struct {
	Package string // import path
	How     string // On, Stream, Emit and so on
	Name    string // of the event; for OnNamespace its prefix, for OnAny ""
	Place   Place
}

// Uses are what a search has found, each list by package, event and place.
type Uses struct {
	Listeners []Use
	Emits     []Use
	Unknown   []Use // calls whose event syntax does not tell; they have no Name
}

// Receives reports whether an event of that name reaches a listener.
func (u *Use) Receives(name string) bool {
	switch u.How {
	case OnAny:
		return true
	case OnNamespace:
		return strings.HasPrefix(name, u.Name+".")
	}
	return u.Name == name
}

// isEmit reports whether a method of the bus or of a topic emits.
func isEmit(method string) bool { return method == Emit || method == EmitWait }

func (u *Uses) add(use Use) {
	if isEmit(use.How) {
		u.Emits = append(u.Emits, use)
	} else {
		u.Listeners = append(u.Listeners, use)
	}
}

// sort drops repetitions too.
func (u *Uses) sort() {
	for _, list := range []*[]Use{&u.Listeners, &u.Emits, &u.Unknown} {
		slices.SortFunc(*list, compareUses)
		*list = slices.Compact(*list)
	}
}

func compareUses(a, b Use) int {
	return cmp.Or(
		cmp.Compare(a.Package, b.Package),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Place.File, b.Place.File),
		cmp.Compare(a.Place.Line, b.Place.Line),
		cmp.Compare(a.Place.Column, b.Place.Column),
		cmp.Compare(a.How, b.How),
	)
}
