package vet

import (
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

// A payload is what an untyped emit says, as far as the source shows it.
type payload struct {
	at      ast.Expr
	lit     *ast.CompositeLit // nil where it is nil
	entries []entry
	dynamic bool // a key is not constant
}

type entry struct {
	kv  *ast.KeyValueExpr
	key string
}

func (p *payload) has(key string) bool {
	return slices.ContainsFunc(p.entries, func(e entry) bool { return e.key == key })
}

// payload reads a literal or nil. Of a map made elsewhere nothing is known.
func (j *judge) payload(x ast.Expr) (payload, bool) {
	x = ast.Unparen(x)
	if j.TypesInfo.Types[x].IsNil() {
		return payload{at: x}, true
	}
	lit, ok := x.(*ast.CompositeLit)
	if !ok {
		return payload{}, false
	}
	p := payload{at: x, lit: lit}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return payload{}, false
		}
		key, ok := constantString(j.TypesInfo, kv.Key)
		if !ok {
			p.dynamic = true
			continue
		}
		p.entries = append(p.entries, entry{kv, key})
	}
	return p, true
}

// checkEmit compares an untyped emit with the declaration: its keys, the types
// of its values, and what is missing. One without a fault might be typed.
func (j *judge) checkEmit(u use) {
	if !u.emits || len(u.call.Args) <= 2 {
		return
	}
	c, ok := j.contract(u.name)
	if !ok {
		return
	}
	p, ok := j.payload(u.call.Args[2])
	if !ok {
		return
	}
	faults, meant := 0, map[string]bool{}
	for _, e := range p.entries {
		f, known := c.field(e.key)
		switch {
		case !known:
			meant[j.unknownKey(u, c, &p, e)] = true
			faults++
		case !j.checkValue(u, c, f, e.kv.Value):
			faults++
		}
	}
	if !j.complete(u, c, &p, meant) {
		faults++
	}
	if faults == 0 && !p.dynamic {
		j.checkUntyped(u, c, &p)
	}
}

// unknownKey reports a key that the declaration does not have, and returns the
// one that was probably meant.
func (j *judge) unknownKey(u use, c *contract, p *payload, e entry) string {
	free := slices.DeleteFunc(c.names(), p.has)
	if near, ok := eventname.Near(e.key, free); ok {
		j.key(e.kv.Key, replace(e.kv.Key, near), "event %q has no field %q; did you mean %q?", u.name, e.key, near)
		return near
	}
	j.key(e.kv.Key, nil, "event %q has no field %q%s; remove it, or declare it at %s", u.name, e.key, fieldsOf(c), j.where(c))
	return ""
}

// fieldsOf lists the fields of an event for a message.
func fieldsOf(c *contract) string {
	if len(c.Fields) == 0 {
		return ", it has none at all"
	}
	return ", only " + strings.Join(c.names(), ", ")
}

func (j *judge) key(n ast.Node, fixes []analysis.SuggestedFix, format string, args ...any) {
	j.report(n, "key", fixes, format, args...)
}

// complete reports required fields that nobody sets, all at once. A field that
// is only misspelt is not missing.
func (j *judge) complete(u use, c *contract, p *payload, meant map[string]bool) bool {
	if p.dynamic {
		return true
	}
	var missing []string
	for _, f := range c.Fields {
		if !f.optional() && !p.has(f.Name) && !meant[f.Name] {
			missing = append(missing, `"`+f.Name+`" (`+f.Type+`)`)
		}
	}
	switch len(missing) {
	case 0:
		return true
	case 1:
		j.missing(p, "event %q is emitted without its field %s, so no typed listener gets it; add the field, or make it optional at %s",
			u.name, missing[0], j.where(c))
	default:
		j.missing(p, "event %q is emitted without its fields %s, so no typed listener gets it; add them, or make them optional at %s",
			u.name, strings.Join(missing, ", "), j.where(c))
	}
	return false
}

func (j *judge) missing(p *payload, format string, args ...any) {
	j.report(p.at, "missing", nil, format, args...)
}
