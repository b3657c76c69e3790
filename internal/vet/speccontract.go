package vet

import (
	"fmt"
	"go/ast"
	"path/filepath"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// specFrom makes a spec, with its contract, of the values in a literal.
func (r *declarationReader) specFrom(name string, values map[string]ast.Expr) specLiteral {
	s := specLiteral{name: values["Name"], keys: map[string]ast.Expr{}}
	s.Event = contract.Event{Name: name, Package: packagePath(r.Pkg)}
	s.Place, s.TopicVar = r.fileAndLine(values["Name"]), r.topicVars[name]
	s.GoName, _ = eventname.GoName(name)
	if x := values["GoName"]; x != nil {
		if text, _ := constantString(r.TypesInfo, x); text != "" {
			s.GoName = text
		}
	}
	r.readSchema(&s, values["Payload"])
	r.readFieldGoNames(&s)
	s.Shapes = r.shapesOfFields(s.Fields)
	return s
}

// readSchema reads the payload. A spec without one says nothing of its fields,
// unless evgen has made an empty struct of it.
func (r *declarationReader) readSchema(s *specLiteral, x ast.Expr) {
	if x == nil || r.TypesInfo.Types[x].IsNil() {
		s.Open = s.TopicVar == ""
		return
	}
	lit, ok := r.literalOf(x)
	if !ok {
		s.Open = true
		return
	}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok || !r.readSchemaField(s, kv) {
			s.Open = true // evgen says why
		}
	}
	r.nestFields(s)
}

// nestFields replaces fields whose names are paths, such as "lines[].sku", by those of
// the payload that they are in. evgen has made their structs.
func (r *declarationReader) nestFields(s *specLiteral) {
	paths := s.Fields
	if !slices.ContainsFunc(paths, func(f contract.Field) bool { return typehint.IsPath(f.Name) }) {
		return
	}
	root, faults := typehint.Nest(s.GoName, s.FieldNames())
	s.Open, s.Fields = s.Open || len(faults) > 0, nil
	for _, f := range root.Fields {
		field := paths[f.Key]
		if f.In != nil {
			s.keys[f.Name] = s.keys[field.Name]
			goName, _ := eventname.GoName(f.Name)
			field = contract.Field{Name: f.Name, GoName: goName, Type: f.Type.Qualified(packagePath(r.Pkg)).String()}
		}
		s.Fields = append(s.Fields, field)
	}
}

func (r *declarationReader) readSchemaField(s *specLiteral, kv *ast.KeyValueExpr) bool {
	key, ok := constantString(r.TypesInfo, kv.Key)
	text, constant := constantString(r.TypesInfo, kv.Value)
	if !ok || !constant || eventname.FieldFault(key) != "" && !typehint.IsPath(key) {
		return false
	}
	t, err := typehint.Parse(text)
	if err != nil {
		return false
	}
	goName, _ := eventname.GoName(key)
	s.Fields = append(s.Fields, contract.Field{Name: key, GoName: goName, Type: t.Qualified(packagePath(r.Pkg)).String()})
	s.keys[key] = kv.Key
	return true
}

// readFieldGoNames takes the Go names of the fields from the struct that evgen
// made, if there is one: a comment in the declaration may have named a field
// otherwise than its key suggests.
func (r *declarationReader) readFieldGoNames(s *specLiteral) {
	obj := r.Pkg.Scope().Lookup(s.TopicVar)
	if obj == nil {
		return
	}
	_, fields, _ := payloadStruct(obj.Type(), r.Pkg)
	for i := range s.Fields {
		if v := fields[s.Fields[i].Name]; v != nil {
			s.Fields[i].GoName = v.Name()
		}
	}
}

// fileAndLine says where n is; the import path says in which folder.
func (r *declarationReader) fileAndLine(n ast.Node) string {
	pos := r.Fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", filepath.Base(pos.Filename), pos.Line)
}
