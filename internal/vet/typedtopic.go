package vet

import (
	"go/token"
	"go/types"
	"reflect"
	"strings"
)

// A typedTopic is a topic of generated code, as the code at one place can name
// it.
type typedTopic struct {
	topic   string // "UserLoginTopic", "authuser.UserLoginTopic"
	payload string
	fields  map[string]*types.Var // of the struct, by their names in the payload
}

// typedTopicAt returns the typed topic of an event, if it can be named at a
// place without a new import: it is of this package, or of one that the file
// imports.
func (p *busPackage) typedTopicAt(at token.Pos, c *declaredEvent) (typedTopic, bool) {
	if c.TopicVar == "" {
		return typedTopic{}, false
	}
	pkg, prefix := p.Pkg, ""
	if c.Package != p.path {
		imported, name, ok := p.importedAs(c.Package, at)
		if !ok || !token.IsExported(c.TopicVar) {
			return typedTopic{}, false
		}
		pkg, prefix = imported, name+"."
	}
	obj := pkg.Scope().Lookup(c.TopicVar)
	if obj == nil || prefix == "" && !p.isVisible(obj, c.TopicVar, at) {
		return typedTopic{}, false
	}
	name, fields, ok := payloadStruct(obj.Type(), pkg)
	if !ok || prefix == "" && !p.isVisible(pkg.Scope().Lookup(name), name, at) {
		return typedTopic{}, false
	}
	return typedTopic{prefix + c.TopicVar, prefix + name, fields}, true
}

// payloadStruct returns the struct of a *typed.Topic[T], if T is one of pkg.
func payloadStruct(topic types.Type, pkg *types.Package) (string, map[string]*types.Var, bool) {
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

// hasFieldsOf reports whether the struct has the fields of the declaration. If
// not, the declaration has changed since the struct was generated.
func (t *typedTopic) hasFieldsOf(c *declaredEvent) bool {
	for _, f := range c.Fields {
		if t.fields[f.Name] == nil {
			return false
		}
	}
	return len(t.fields) == len(c.Fields)
}
