package vet

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// A contract is one event as one package declares it. Its fields are exported
// because facts are encoded.
type contract struct {
	Name     string
	Package  string // import path
	GoName   string // of the struct that evgen makes
	TopicVar string // the package-level variable with the topic that evgen makes; empty if there is none
	Fields   []contractField
	Open     bool   // its fields are not known
	ByHand   bool   // only a topic in the code declares it, which may list no more fields than its listener needs
	Place    string // file and line, without a folder; in the lock its name and line
}

// A contractField is one entry of a payload. Type is a canonical hint in which
// every named type has its import path.
type contractField struct {
	Name   string
	GoName string
	Type   string
}

// isOptional reports whether the field may be missing.
func (f contractField) isOptional() bool { return strings.HasPrefix(f.Type, "*") }

// valueType is the type of a value that is present.
func (f contractField) valueType() string { return strings.TrimPrefix(f.Type, "*") }

// fieldNamed returns the field of that name.
func (c *contract) fieldNamed(name string) (contractField, bool) {
	i := slices.IndexFunc(c.Fields, func(f contractField) bool { return f.Name == name })
	if i < 0 {
		return contractField{}, false
	}
	return c.Fields[i], true
}

// hasField reports whether there is a field of that name.
func (c *contract) hasField(name string) bool {
	_, ok := c.fieldNamed(name)
	return ok
}

// fieldNames lists the fields in their order.
func (c *contract) fieldNames() []string {
	names := make([]string, len(c.Fields))
	for i, f := range c.Fields {
		names[i] = f.Name
	}
	return names
}

// fieldList lists the fields for a message.
func (c *contract) fieldList() string {
	if len(c.Fields) == 0 {
		return ", it has no fields"
	}
	return ", only " + strings.Join(c.fieldNames(), ", ")
}

// proposeFields proposes to read one of the fields that fieldList lists, if there
// are any.
func (c *contract) proposeFields() string {
	if len(c.Fields) == 0 {
		return ""
	}
	return "read one of those, or "
}

// hasKnownFields reports whether payloads can be compared with c.
func (c *contract) hasKnownFields() bool { return !c.Open && !c.ByHand }

// samePayload reports whether c and o ask for the same payload. The order of
// fields and the spelling of hints do not matter.
func (c *contract) samePayload(o *contract) bool {
	if len(c.Fields) != len(o.Fields) {
		return false
	}
	return !slices.ContainsFunc(c.Fields, func(f contractField) bool {
		g, ok := o.fieldNamed(f.Name)
		return !ok || f.Type != g.Type
	})
}

// placeFrom says where c is declared, as seen from the package of an import path.
func (c *contract) placeFrom(from string) string {
	if c.Package == from || c.isFromLock() {
		return c.Place
	}
	return path.Join(c.Package, c.Place)
}

func (c *contract) isFromLock() bool { return strings.HasPrefix(c.Place, lockName) }

func compareByName(a, b contract) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Package, b.Package))
}
