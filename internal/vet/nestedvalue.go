package vet

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// A nestedCheck compares a value that a payload has with the declared shape of its
// field, at every depth that the source shows.
type nestedCheck struct {
	*busPackage
	emit    *comparedEmit
	shapes  contract.Shapes
	keys    []*finding // keys that are unknown
	values  []*finding
	missing []*finding
}

// nestedFindings compares a value with a field that has fields of its own. If it does
// not, known is false.
func (p *busPackage) nestedFindings(e *comparedEmit, f *contract.Field, x ast.Expr) (found *nestedCheck, known bool) {
	if !holdsStruct(f.ValueType(), e.declared.Shapes) {
		return nil, false
	}
	t, err := contract.ParseType(f.ValueType())
	if err != nil || !p.isNestedValue(x) {
		return nil, false
	}
	c := &nestedCheck{busPackage: p, emit: e, shapes: e.declared.Shapes}
	c.compare(f.Name, t, x)
	return c, true
}

// isNestedValue reports whether x is a list, a map or a struct of another type than the
// declared one, which is compared field by field.
func (p *busPackage) isNestedValue(x ast.Expr) bool {
	t := p.TypesInfo.TypeOf(x)
	if t == nil {
		return false
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	switch t.Underlying().(type) {
	case *types.Slice, *types.Array, *types.Map, *types.Struct:
		return true
	}
	return false
}

func (c *nestedCheck) compare(path string, want *contract.Type, x ast.Expr) {
	x = ast.Unparen(x)
	w := c.shapes.Wire(want)
	if w.Kind == contract.WireOptional {
		c.compare(path, w.Elem, x)
		return
	}
	lit := c.literalAt(x)
	if lit == nil || w.Kind == contract.WireUnknown || w.Kind == contract.WireAny {
		c.compareType(path, want, x)
		return
	}
	switch c.TypesInfo.TypeOf(lit).Underlying().(type) {
	case *types.Map:
		if w.Kind == contract.WireStruct {
			c.compareMap(path, &w, lit)
			return
		}
		c.compareElements(path, &w, contract.WireMap, lit, want)
	case *types.Slice, *types.Array:
		c.compareElements(path, &w, contract.WireList, lit, want)
	default:
		c.compareType(path, want, x)
	}
}

// literalAt returns the literal that x is, or that the one value of a variable is.
func (c *nestedCheck) literalAt(x ast.Expr) *ast.CompositeLit {
	lits, all := c.flow.literals(x, map[types.Object]bool{})
	if !all || len(lits) != 1 {
		return nil
	}
	if obj := c.flow.objectOf(x); obj != nil && c.TypesInfo.TypeOf(x) != nil {
		history := c.funcs.useOfMap(obj)
		if history.opaque || len(history.sets) > 0 {
			return nil
		}
		if _, isMap := obj.Type().Underlying().(*types.Map); !isMap { // elements may be set
			return nil
		}
	}
	return lits[0]
}

func (c *nestedCheck) compareElements(path string, w *contract.Wire, kind contract.WireKind, lit *ast.CompositeLit, want *contract.Type) {
	if w.Kind != kind && !(kind == contract.WireList && w.Kind == contract.WireArray) {
		c.compareType(path, want, lit)
		return
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
		}
		c.compare(path+"[]", w.Elem, e)
	}
}

// compareMap compares a map literal with the struct that a listener reads it as.
func (c *nestedCheck) compareMap(path string, w *contract.Wire, lit *ast.CompositeLit) {
	set, meant, dynamic := map[string]bool{}, map[string]bool{}, false
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, ok := constantString(c.TypesInfo, kv.Key)
		if !ok {
			dynamic = true
			continue
		}
		set[key] = true
		if f := fieldNamed(w.Fields, key); f != nil {
			c.compareField(path+"."+key, f, kv.Value)
		} else {
			meant[c.addUnknownKey(path, w, kv.Key, key, lit)] = true
		}
	}
	var missing []string
	for _, f := range w.Fields {
		if !f.IsOptional() && !set[f.Name] && !meant[f.Name] {
			missing = append(missing, fmt.Sprintf("%q (%s)", path+"."+f.Name, f.Type))
		}
	}
	if len(missing) > 0 && !dynamic {
		c.missing = append(c.missing, newFinding(lit, nil, "event %q is emitted without %s, so no typed listener gets it; add what is missing, or make it optional at %s",
			c.emit.name, strings.Join(missing, ", "), c.placeOf(c.emit.declared)))
	}
}

func fieldNamed(fields []contract.Field, name string) *contract.Field {
	return (&contract.Event{Fields: fields}).Field(name)
}

func (c *nestedCheck) compareField(path string, f *contract.Field, value ast.Expr) {
	if t, err := contract.ParseType(f.ValueType()); err == nil {
		c.compare(path, t, value)
	}
}

// addUnknownKey adds a finding, and returns the key that was probably meant.
func (c *nestedCheck) addUnknownKey(path string, w *contract.Wire, at ast.Expr, key string, lit *ast.CompositeLit) string {
	names := (&contract.Event{Fields: w.Fields}).FieldNames()
	if near, ok := eventname.Near(key, names); ok {
		c.keys = append(c.keys, newFinding(at, c.slipFix(at, key, near), "event %q has no field %q; did you mean %q?", c.emit.name, path+"."+key, path+"."+near))
		return near
	}
	c.keys = append(c.keys, newFinding(at, nil, "event %q has no field %q, only %s; remove it, or declare it at %s",
		c.emit.name, path+"."+key, strings.Join(names, ", "), c.placeOf(c.emit.declared)))
	return ""
}

// compareType compares a value by its type.
func (c *nestedCheck) compareType(path string, want *contract.Type, x ast.Expr) {
	tv := c.TypesInfo.Types[x]
	if tv.IsNil() || tv.Type == nil {
		return
	}
	if tv.Value != nil {
		c.compareConstant(path, want, x)
		return
	}
	have, ok := fieldOf(tv.Type)
	if !ok {
		return
	}
	have.text = strings.TrimPrefix(have.text, "*") // a nil is missing, which is not known here
	for _, m := range misfits(path, goField{want.String(), c.shapes}, have) {
		c.values = append(c.values, newFinding(x, nil, "%s", c.misfitText(m)))
	}
}

func (c *nestedCheck) misfitText(m contract.Misfit) string {
	start := fmt.Sprintf("field %q of event %q is declared %s (%s), and ", m.Path, c.emit.name, m.Want, c.placeOf(c.emit.declared))
	switch {
	case m.MayLack:
		return start + "this may lack it; send it always, or make it optional there"
	case m.Have == "":
		return start + "this has no such field; add it, or make it optional there"
	}
	return start + "this is " + withArticle(m.Have) + "; pass " + withArticle(m.Want)
}

// compareConstant compares a constant inside of a value, which converts to all numbers
// that hold it.
func (c *nestedCheck) compareConstant(path string, want *contract.Type, x ast.Expr) {
	w := c.shapes.Wire(want)
	if w.Kind != contract.WireBasic && w.Kind != contract.WireStruct && w.Kind != contract.WireList && w.Kind != contract.WireMap {
		return
	}
	s := c.busPackage.shapes()
	have := s.Of(types.Default(c.TypesInfo.Types[x].Type))
	if w.Kind == contract.WireBasic && neverConverts(c.TypesInfo.Types[x].Value, have, s.OfHint(w.Basic)) || w.Kind != contract.WireBasic {
		c.values = append(c.values, newFinding(x, nil, "field %q of event %q is declared %s (%s), and %s, which no listener can read as one; pass %s",
			path, c.emit.name, want, c.placeOf(c.emit.declared), c.describeValue(x, have), withArticle(want.String())))
	}
}
