package vet

import (
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// A handle is a typed topic of generated code, as the code at one place can
// name it.
type handle struct {
	topic   string // "UserLoginTopic", "authuser.UserLoginTopic"
	payload string
	fields  map[string]*types.Var // of the struct, by their names in the payload
}

// handle returns the typed handle of an event, if it can be named at a place
// without a new import: it is of this package, or of one that the file imports.
func (j *judge) handle(c *contract, at token.Pos) (handle, bool) {
	if c.Handle == "" {
		return handle{}, false
	}
	pkg, prefix := j.Pkg, ""
	if c.Package != j.path {
		imported, name, ok := j.importName(c.Package, at)
		if !ok || !token.IsExported(c.Handle) {
			return handle{}, false
		}
		pkg, prefix = imported, name+"."
	}
	obj := pkg.Scope().Lookup(c.Handle)
	if obj == nil || prefix == "" && !j.visible(obj, c.Handle, at) {
		return handle{}, false
	}
	name, fields, ok := payloadOf(obj.Type(), pkg)
	if !ok || prefix == "" && !j.visible(pkg.Scope().Lookup(name), name, at) {
		return handle{}, false
	}
	return handle{prefix + c.Handle, prefix + name, fields}, true
}

// payloadOf returns the struct of a *typed.Topic[T], if T is one of pkg.
func payloadOf(topic types.Type, pkg *types.Package) (string, map[string]*types.Var, bool) {
	p, ok := types.Unalias(topic).(*types.Pointer)
	if !ok || !isNamed(p, typedPath, "Topic") {
		return "", nil, false
	}
	args := types.Unalias(p.Elem()).(*types.Named).TypeArgs()
	if args.Len() != 1 {
		return "", nil, false
	}
	named, ok := types.Unalias(args.At(0)).(*types.Named)
	if !ok || named.Obj().Pkg() != pkg || named.TypeArgs().Len() > 0 {
		return "", nil, false
	}
	s, ok := named.Underlying().(*types.Struct)
	if !ok {
		return "", nil, false
	}
	fields := map[string]*types.Var{}
	for i := range s.NumFields() {
		key, _, _ := strings.Cut(reflect.StructTag(s.Tag(i)).Get("json"), ",")
		fields[key] = s.Field(i)
	}
	return named.Obj().Name(), fields, true
}
