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
	Name    string
	Package string // import path
	GoName  string // of the struct that evgen makes
	Handle  string // the package-level variable that evgen makes; empty where there is none
	Fields  []field
	Open    bool   // its fields are not known
	ByHand  bool   // only a topic in the code says so, and may name no more than its listener needs
	Place   string // file and line, without a folder; in the lock its name and line
}

// A field is one entry of a payload. Type is a canonical hint in which every
// named type has its import path.
type field struct {
	Name   string
	GoName string
	Type   string
}

// optional reports whether the field may be missing.
func (f field) optional() bool { return strings.HasPrefix(f.Type, "*") }

// elem is the type of a value that is there.
func (f field) elem() string { return strings.TrimPrefix(f.Type, "*") }

// field returns the field of that name.
func (c *contract) field(name string) (field, bool) {
	i := slices.IndexFunc(c.Fields, func(f field) bool { return f.Name == name })
	if i < 0 {
		return field{}, false
	}
	return c.Fields[i], true
}

// names lists the fields in their order.
func (c *contract) names() []string {
	names := make([]string, len(c.Fields))
	for i, f := range c.Fields {
		names[i] = f.Name
	}
	return names
}

// judged reports whether payloads can be compared with c.
func (c *contract) judged() bool { return !c.Open && !c.ByHand }

// same reports whether c and o ask for the same payload; the order of fields
// and the spelling of hints do not matter.
func (c *contract) same(o *contract) bool {
	if len(c.Fields) != len(o.Fields) {
		return false
	}
	return !slices.ContainsFunc(c.Fields, func(f field) bool {
		g, ok := o.field(f.Name)
		return !ok || f.Type != g.Type
	})
}

// where says where c is declared, as seen from the package of an import path.
func (c *contract) where(from string) string {
	if c.Package == from || c.inLock() {
		return c.Place
	}
	return path.Join(c.Package, c.Place)
}

func (c *contract) inLock() bool { return strings.HasPrefix(c.Place, lockName) }

func byName(a, b contract) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Package, b.Package))
}
