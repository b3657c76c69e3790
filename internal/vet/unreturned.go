package vet

import (
	"go/ast"
	"go/types"
	"slices"
)

// Unreturned reports lists of events that the plugin of the package does not
// return to the host.
var Unreturned = newCheck("unreturned", `a list Emits or Listens that no method of the plugin returns

It judges packages with a plugin, which is a type that has the methods Name and
OnLoadComplete(context.Context, *host.Env). The host asks the plugin's methods
Emits and Listens which events it has, and evgen reads the variables of these
names. It reports such a variable that no code of the package uses, if the plugin
has no method of that name: the host then knows none of these events, and compares
them with nothing.

	var Emits = []events.EventSpec{{Name: "user.login"}}
	// no code of this package uses the list Emits, so the host does not know
	// these events; add a method to Plugin:
	// func (*Plugin) Emits() []events.EventSpec { return Emits }`,
	(*checkRun).checkUnreturned)

func (c *checkRun) checkUnreturned() {
	plugins := c.pluginTypes()
	if len(plugins) == 0 {
		return
	}
	for _, name := range []string{"Emits", "Listens"} {
		list, ok := c.Pkg.Scope().Lookup(name).(*types.Var)
		hasMethod := func(p pluginType) bool { return p.methods.Lookup(c.Pkg, name) != nil }
		if !ok || !isSpecList(list.Type()) || slices.ContainsFunc(plugins, hasMethod) || c.usesVariable(list) {
			continue
		}
		if at := c.identOf(list); at != nil && c.isJudged(at) {
			c.report(at, nil, "no code of this package uses the list %[1]s, so the host does not know these events; "+
				"add a method to %[2]s: func (%[3]s) %[1]s() []events.EventSpec { return %[1]s }", name, plugins[0].name, plugins[0].receiver)
		}
	}
}

// A pluginType is a type of the package that the host can load.
type pluginType struct {
	name     string
	receiver string // as the receiver of its methods: "*Plugin"
	methods  *types.MethodSet
}

func (p *busPackage) pluginTypes() (plugins []pluginType) {
	for _, name := range p.Pkg.Scope().Names() {
		named, ok := p.Pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || named.IsAlias() || types.IsInterface(named.Type()) {
			continue
		}
		methods := types.NewMethodSet(types.NewPointer(named.Type()))
		complete := methods.Lookup(p.Pkg, "OnLoadComplete")
		if methods.Lookup(p.Pkg, "Name") == nil || complete == nil || !takesHostEnv(complete.Obj()) || !p.isJudgedObject(named) {
			continue
		}
		receiver := name
		if _, ok := complete.Obj().Type().(*types.Signature).Recv().Type().(*types.Pointer); ok {
			receiver = "*" + name
		}
		plugins = append(plugins, pluginType{name, receiver, methods})
	}
	return plugins
}

// takesHostEnv reports whether the second parameter of a method is a *host.Env.
func takesHostEnv(method types.Object) bool {
	params := method.Type().(*types.Signature).Params()
	return params.Len() == 2 && isNamed(params.At(1).Type(), hostPath, "Env")
}

// isJudgedObject reports whether obj is declared in a file that is judged.
func (p *busPackage) isJudgedObject(obj types.Object) bool {
	file := p.fileAt(obj.Pos())
	return file != nil && p.isJudged(file)
}

func (p *busPackage) usesVariable(v *types.Var) bool {
	for _, used := range p.TypesInfo.Uses {
		if used == v {
			return true
		}
	}
	return false
}

// identOf returns the identifier that declares v, or nil.
func (p *busPackage) identOf(v *types.Var) *ast.Ident {
	for ident, declared := range p.TypesInfo.Defs {
		if declared == v {
			return ident
		}
	}
	return nil
}
