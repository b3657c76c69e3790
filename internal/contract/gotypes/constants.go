package gotypes

import (
	"bytes"
	"cmp"
	"encoding/json"
	"go/constant"
	"go/types"
	"slices"
)

// valuesOf returns the JSON of the constants of a type that its own package declares,
// in source order. A single one is a default rather than a list of values.
func (r *Reader) valuesOf(t *types.Named, b *types.Basic) (values []string) {
	for _, c := range r.constantsOf(t.Obj().Pkg())[t.Obj()] {
		if text := jsonOf(c.Val(), b); text != "" && !slices.Contains(values, text) {
			values = append(values, text)
		}
	}
	if len(values) < 2 {
		return nil
	}
	return values
}

func (r *Reader) constantsOf(pkg *types.Package) map[*types.TypeName][]*types.Const {
	if known, ok := r.constants[pkg]; ok {
		return known
	}
	all := map[*types.TypeName][]*types.Const{}
	r.constants[pkg] = all
	for _, name := range pkg.Scope().Names() {
		c, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok {
			continue
		}
		if n, ok := types.Unalias(c.Type()).(*types.Named); ok {
			all[n.Obj()] = append(all[n.Obj()], c)
		}
	}
	for _, list := range all {
		slices.SortFunc(list, func(a, b *types.Const) int { return cmp.Compare(a.Pos(), b.Pos()) })
	}
	return all
}

// jsonOf returns a constant as JSON, or "" if it has no value.
func jsonOf(v constant.Value, b *types.Basic) string {
	switch {
	case v.Kind() == constant.String:
		var text bytes.Buffer
		e := json.NewEncoder(&text)
		e.SetEscapeHTML(false)
		if e.Encode(constant.StringVal(v)) != nil {
			return ""
		}
		return string(bytes.TrimSpace(text.Bytes()))
	case v.Kind() == constant.Bool:
		return v.String()
	case b.Info()&types.IsInteger != 0:
		return constant.ToInt(v).ExactString()
	case b.Info()&types.IsFloat != 0:
		f, _ := constant.Float64Val(v)
		text, _ := json.Marshal(f)
		return string(text)
	}
	return ""
}
