package vet

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"path/filepath"
	"strings"

	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// spec makes a contract of a literal's values.
func (c *collector) spec(name string, args map[string]ast.Expr) spec {
	s := spec{name: args["Name"], keys: map[string]ast.Expr{}}
	s.contract = contract{Name: name, Package: packagePath(c.Pkg), Place: c.place(args["Name"]), Handle: c.handles[name]}
	s.GoName, _ = eventname.GoName(name)
	if x := args["GoName"]; x != nil {
		if text, _ := constantString(c.TypesInfo, x); text != "" {
			s.GoName = text
		}
	}
	c.schema(&s, args["Payload"])
	c.goNames(&s)
	return s
}

// goNames takes the names of the struct's fields from the struct, where there is
// one: comments may have named them otherwise than their keys.
func (c *collector) goNames(s *spec) {
	obj := c.Pkg.Scope().Lookup(s.Handle)
	if obj == nil {
		return
	}
	_, fields, _ := payloadOf(obj.Type(), c.Pkg)
	for i := range s.Fields {
		if v := fields[s.Fields[i].Name]; v != nil {
			s.Fields[i].GoName = v.Name()
		}
	}
}

// schema reads the payload. One that is not there says nothing, unless evgen
// has made an empty struct of it.
func (c *collector) schema(s *spec, x ast.Expr) {
	if x == nil || c.TypesInfo.Types[x].IsNil() {
		s.Open = s.Handle == ""
		return
	}
	lit, ok := c.resolve(x)
	if !ok {
		s.Open = true
		return
	}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok || !c.entry(s, kv) {
			s.Open = true // evgen says why
		}
	}
}

func (c *collector) entry(s *spec, kv *ast.KeyValueExpr) bool {
	key, ok := constantString(c.TypesInfo, kv.Key)
	text, constant := constantString(c.TypesInfo, kv.Value)
	if !ok || !constant || eventname.FieldFault(key) != "" {
		return false
	}
	t, err := typehint.Parse(text)
	if err != nil {
		return false
	}
	goName, _ := eventname.GoName(key)
	s.Fields = append(s.Fields, field{Name: key, GoName: goName, Type: qualified(t, packagePath(c.Pkg))})
	s.keys[key] = kv.Key
	return true
}

// resolve returns the literal that x is, or that a variable of the package holds.
func (c *collector) resolve(x ast.Expr) (*ast.CompositeLit, bool) {
	for range 10 { // var a = b; var b = a
		switch v := ast.Unparen(x).(type) {
		case *ast.CompositeLit:
			return v, true
		case *ast.Ident:
			if x = c.vars[c.TypesInfo.Uses[v]]; x != nil {
				continue
			}
		}
		return nil, false
	}
	return nil, false
}

// place is a file's name and a line; the import path says in which folder.
func (c *collector) place(n ast.Node) string {
	pos := c.Fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", filepath.Base(pos.Filename), pos.Line)
}

// qualified writes a hint with the import paths of all named types.
func qualified(t *typehint.Type, own string) string {
	return t.Format(func(path, name string) string {
		if path == "" {
			path = own
		}
		return path + "." + name
	})
}

// packagePath is the import path of a package, also where go vet sees it
// together with its tests.
func packagePath(p *types.Package) string {
	path, _, _ := strings.Cut(p.Path(), " ")
	return path
}

// arguments returns the values of a struct literal by field, whether it has keys or not.
func arguments(info *types.Info, lit *ast.CompositeLit) map[string]ast.Expr {
	args := map[string]ast.Expr{}
	t := info.TypeOf(lit)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	fields, _ := t.Underlying().(*types.Struct)
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				args[key.Name] = kv.Value
			}
		} else if fields != nil && i < fields.NumFields() {
			args[fields.Field(i).Name()] = e
		}
	}
	return args
}

// constantString returns the value of a constant string expression.
func constantString(info *types.Info, e ast.Expr) (string, bool) {
	v := info.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v), true
}

// isNamed reports whether t is the type path.name, or a pointer to it.
func isNamed(t types.Type, path, name string) bool {
	if t == nil {
		return false
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path
}
