package vet

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// declarations are what one package declares itself.
type declarations struct {
	catalog        // what it emits
	emits   []spec // the same, as the source has it
	listens []spec // what it needs of others' events
	specs   bool   // it has an EventSpec, so its names can be judged
}

// A spec is one events.EventSpec literal with a constant name.
type spec struct {
	contract
	lit    *ast.CompositeLit
	name   ast.Expr
	keys   map[string]ast.Expr // of the payload
	listed bool                // it stands in a package-level list, where evgen reads it
}

// A collector reads the declarations of a package.
type collector struct {
	*analysis.Pass
	declarations
	counts  func(ast.Node) bool
	vars    map[types.Object]ast.Expr // what package-level variables are initialised with
	handles map[string]string         // of generated code: event → variable
	heard   map[*ast.CompositeLit]bool
	listed  map[*ast.CompositeLit]bool
	changed bool // payloads are changed while the program runs
}

// declared reads the declarations of a package: each events.EventSpec literal
// wherever it stands, and the name of each topic made by hand.
func declared(pass *analysis.Pass, in *inspector.Inspector, counts func(ast.Node) bool) declarations {
	c := &collector{
		Pass: pass, counts: counts, vars: map[types.Object]ast.Expr{}, handles: map[string]string{},
		heard: map[*ast.CompositeLit]bool{}, listed: map[*ast.CompositeLit]bool{},
	}
	c.packageVars()
	c.lists(in)
	for n := range in.PreorderSeq((*ast.CompositeLit)(nil), (*ast.CallExpr)(nil), (*ast.AssignStmt)(nil)) {
		if !counts(n) {
			continue
		}
		switch n := n.(type) {
		case *ast.CompositeLit:
			c.literal(n)
		case *ast.CallExpr:
			c.byHand(n)
		case *ast.AssignStmt:
			c.assignment(n)
		}
	}
	c.finish()
	return c.declarations
}

// literal reads an EventSpec{…}. One without a name declares nothing yet: it is
// a zero value, or its name is assigned later, which assignment sees.
func (c *collector) literal(lit *ast.CompositeLit) {
	if !isNamed(c.TypesInfo.TypeOf(lit), eventsPath, "EventSpec") {
		return
	}
	c.specs = c.specs || !c.heard[lit]
	args := arguments(c.TypesInfo, lit)
	if args["Name"] == nil {
		return
	}
	name, ok := constantString(c.TypesInfo, args["Name"])
	if !ok {
		c.Open = c.Open || !c.heard[lit]
		return
	}
	s := c.spec(name, args)
	s.lit, s.listed = lit, c.listed[lit]
	if c.heard[lit] {
		c.listens = append(c.listens, s)
		return
	}
	c.emits = append(c.emits, s)
}

// byHand reads typed.NewTopic("user.login"). It alone does not make the
// package's names judged: who writes topics by hand may keep no list of them.
func (c *collector) byHand(call *ast.CallExpr) {
	if !isFunc(c.TypesInfo, call, typedPath, "NewTopic") || len(call.Args) == 0 {
		return
	}
	name, ok := constantString(c.TypesInfo, call.Args[0])
	if !ok {
		c.Open = true
		return
	}
	c.add(&catalog{Contracts: []contract{{Name: name, Package: packagePath(c.Pkg), ByHand: true, Place: c.place(call)}}})
}

// assignment sees spec.Name = x, a name that the literal does not show, and
// payloads that change.
func (c *collector) assignment(a *ast.AssignStmt) {
	for _, left := range a.Lhs {
		switch left := ast.Unparen(left).(type) {
		case *ast.SelectorExpr:
			if isNamed(c.TypesInfo.TypeOf(left.X), eventsPath, "EventSpec") {
				c.Open = c.Open || left.Sel.Name == "Name"
				c.changed = true
			}
		case *ast.IndexExpr:
			c.changed = c.changed || isNamed(c.TypesInfo.TypeOf(left.X), eventsPath, "Schema")
		}
	}
}

// finish puts the specs into the catalog, where they outweigh topics by hand.
func (c *collector) finish() {
	all := new(catalog)
	for _, list := range [][]spec{c.emits, c.listens} {
		for i := range list {
			list[i].Open = list[i].Open || c.changed
		}
	}
	for _, s := range c.emits {
		twice := slices.ContainsFunc(c.emits, func(o spec) bool { return o.Name == s.Name && !o.same(&s.contract) })
		s.Open = s.Open || twice
		all.add(&catalog{Contracts: []contract{s.contract}})
	}
	all.add(&c.catalog)
	c.catalog = *all
}

// packageVars remembers the initial values of package-level variables, and
// which of them are topics of generated code.
func (c *collector) packageVars() {
	for _, file := range c.Files {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || !c.counts(decl) {
				continue
			}
			for _, s := range gen.Specs {
				v, ok := s.(*ast.ValueSpec)
				if ok && len(v.Names) == len(v.Values) {
					c.packageVar(v)
				}
			}
		}
	}
}

func (c *collector) packageVar(v *ast.ValueSpec) {
	for i, name := range v.Names {
		if obj, ok := c.TypesInfo.Defs[name].(*types.Var); ok {
			c.vars[obj] = v.Values[i]
		}
		call, ok := ast.Unparen(v.Values[i]).(*ast.CallExpr)
		if ok && isFunc(c.TypesInfo, call, typedPath, "Generated") && len(call.Args) > 0 {
			if event, ok := constantString(c.TypesInfo, call.Args[0]); ok {
				c.handles[event] = name.Name
			}
		}
	}
}

// isFunc reports whether call calls the function path.name.
func isFunc(info *types.Info, call *ast.CallExpr, path, name string) bool {
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == path && fn.Name() == name && fn.Signature().Recv() == nil
}
