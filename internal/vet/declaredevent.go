package vet

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// A declaredEvent is one event as one package declares it, and what is known
// beside the contract itself. Its fields are exported because facts are encoded.
type declaredEvent struct {
	contract.Event
	TopicVar string // the package-level variable with the topic that evgen makes; empty if there is none
	Open     bool   // its fields are not known
	ByHand   bool   // only a topic in the code declares it, which may list no more fields than its listener needs
	Place    string // file and line, without a folder; in the lock its name and line
}

// fieldList lists the fields for a message.
func (c *declaredEvent) fieldList() string {
	if len(c.Fields) == 0 {
		return ", it has no fields"
	}
	return ", only " + strings.Join(c.FieldNames(), ", ")
}

// proposeFields proposes to read one of the fields that fieldList lists, if there
// are any.
func (c *declaredEvent) proposeFields() string {
	if len(c.Fields) == 0 {
		return ""
	}
	return "read one of those, or "
}

// hasKnownFields reports whether payloads can be compared with c.
func (c *declaredEvent) hasKnownFields() bool { return !c.Open && !c.ByHand }

// samePayload reports whether c and o ask for the same payload. The order of
// fields and the spelling of hints do not matter.
func (c *declaredEvent) samePayload(o *declaredEvent) bool {
	if len(c.Fields) != len(o.Fields) {
		return false
	}
	return !slices.ContainsFunc(c.Fields, func(f contract.Field) bool {
		g := o.Field(f.Name)
		return g == nil || f.Type != g.Type
	})
}

// placeFrom says where c is declared, as seen from the package of an import path.
func (c *declaredEvent) placeFrom(from string) string {
	if c.Package == from || c.isFromLock() {
		return c.Place
	}
	return path.Join(c.Package, c.Place)
}

func (c *declaredEvent) isFromLock() bool { return strings.Contains(c.Place, lockName) }

func compareByName(a, b declaredEvent) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Package, b.Package))
}
