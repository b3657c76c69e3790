package vet

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// declarations are what one package declares itself.
type declarations struct {
	catalog               // what it emits
	emits   []specLiteral // the same, as the source has it
	listens []specLiteral // what it needs of the events of other packages
	topics  []handTopic   // topics made by hand
	specs   bool          // it has an EventSpec of its own, so its names can be judged
	unnamed bool          // it makes topics whose names are not known
}

// A specLiteral is one events.EventSpec literal with a constant name.
type specLiteral struct {
	declaredEvent
	lit    *ast.CompositeLit
	name   ast.Expr
	keys   map[string]ast.Expr // of the payload
	listed bool                // it is in a package-level list, where evgen reads it
}

// A declarationReader reads the declarations of a package.
type declarationReader struct {
	*sourcePackage
	declarations
	vars      map[types.Object]ast.Expr // what package-level variables are initialised with
	topicVars map[string]string         // of generated code: from an event to its topic's variable
	listened  map[*ast.CompositeLit]bool
	flow      *valueFlow

	handTopicVars map[*ast.CallExpr]string // package-level variables that hold topics made by hand
	listed        map[*ast.CompositeLit]bool
	changed       bool // payloads are changed while the program runs
}

// readDeclarations reads the declarations of a package: each events.EventSpec
// literal, wherever it is, and the name of each topic made by hand.
func readDeclarations(p *sourcePackage, flow *valueFlow) declarations {
	r := &declarationReader{
		sourcePackage: p, flow: flow, handTopicVars: map[*ast.CallExpr]string{}, vars: map[types.Object]ast.Expr{}, topicVars: map[string]string{},
		listened: map[*ast.CompositeLit]bool{}, listed: map[*ast.CompositeLit]bool{},
	}
	r.readPackageVars()
	r.findSpecLists()
	for n := range r.in.PreorderSeq((*ast.CompositeLit)(nil), (*ast.CallExpr)(nil), (*ast.AssignStmt)(nil)) {
		if !r.isJudged(n) {
			continue
		}
		switch n := n.(type) {
		case *ast.CompositeLit:
			r.readSpec(n)
		case *ast.CallExpr:
			r.readHandmadeTopic(n)
		case *ast.AssignStmt:
			r.readAssignment(n)
		}
	}
	r.fillCatalog()
	return r.declarations
}

// readSpec reads an EventSpec{…}. One without a name declares nothing yet: it is
// a zero value, or its name is assigned later, which readAssignment sees.
func (r *declarationReader) readSpec(lit *ast.CompositeLit) {
	if !isNamed(r.TypesInfo.TypeOf(lit), eventsPath, "EventSpec") {
		return
	}
	r.specs = r.specs || !r.listened[lit]
	values := structValues(r.TypesInfo, lit)
	if values["Name"] == nil {
		return
	}
	name, ok := constantString(r.TypesInfo, values["Name"])
	if !ok {
		r.Open = r.Open || !r.listened[lit]
		return
	}
	s := r.specFrom(name, values)
	s.lit, s.listed = lit, r.listed[lit]
	if r.listened[lit] {
		r.listens = append(r.listens, s)
		return
	}
	r.emits = append(r.emits, s)
}

// readHandmadeTopic reads typed.NewTopic("user.login"). Such a topic alone does
// not make the package's names judged: a package that makes its topics by hand
// may have no list of them. One whose name is not known may have any name, so
// names that this package emits are then reported only if they are likely typos.
func (r *declarationReader) readHandmadeTopic(call *ast.CallExpr) {
	if !isCallOf(r.TypesInfo, call, typedPath, "NewTopic") || len(call.Args) == 0 {
		return
	}
	texts, all := r.flow.texts(call.Args[0])
	r.unnamed = r.unnamed || !all
	for _, text := range texts {
		if text.param != nil {
			r.unnamed = true
			continue
		}
		topic := handTopic{call: call, name: text.before, at: text.at}
		r.topics = append(r.topics, topic)
		r.merge(&catalog{Contracts: []declaredEvent{{
			Event: contract.Event{Name: text.before, Package: packagePath(r.Pkg)}, ByHand: true, Place: r.fileAndLine(call),
			TopicVar: r.handTopicVars[call],
		}}})
	}
}

// readAssignment sees spec.Name = x, a name that the literal does not show, and
// payloads that change.
func (r *declarationReader) readAssignment(a *ast.AssignStmt) {
	for _, left := range a.Lhs {
		switch left := ast.Unparen(left).(type) {
		case *ast.SelectorExpr:
			if isNamed(r.TypesInfo.TypeOf(left.X), eventsPath, "EventSpec") {
				r.Open = r.Open || left.Sel.Name == "Name"
				r.changed = true
			}
		case *ast.IndexExpr:
			r.changed = r.changed || isNamed(r.TypesInfo.TypeOf(left.X), eventsPath, "Schema")
		}
	}
}

// fillCatalog puts the specs into the catalog, before the topics made by hand: of
// two contracts for one name it keeps the first.
func (r *declarationReader) fillCatalog() {
	all := new(catalog)
	for _, list := range [][]specLiteral{r.emits, r.listens} {
		for i := range list {
			list[i].Open = list[i].Open || r.changed
		}
	}
	for _, s := range r.emits {
		differs := func(o specLiteral) bool { return o.Name == s.Name && !o.samePayload(&s.declaredEvent) }
		s.Open = s.Open || slices.ContainsFunc(r.emits, differs)
		all.merge(&catalog{Contracts: []declaredEvent{s.declaredEvent}})
	}
	all.merge(&r.catalog)
	r.catalog = *all
}

// readPackageVars remembers the initial values of package-level variables, and
// which of them are topics of generated code.
func (r *declarationReader) readPackageVars() {
	for _, file := range r.Files {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || !r.isJudged(decl) {
				continue
			}
			for _, s := range gen.Specs {
				v, ok := s.(*ast.ValueSpec)
				if ok && len(v.Names) == len(v.Values) {
					r.readPackageVar(v)
				}
			}
		}
	}
}

func (r *declarationReader) readPackageVar(v *ast.ValueSpec) {
	for i, name := range v.Names {
		if obj, ok := r.TypesInfo.Defs[name].(*types.Var); ok {
			r.vars[obj] = v.Values[i]
		}
		call, ok := ast.Unparen(v.Values[i]).(*ast.CallExpr)
		if ok {
			r.handTopicVars[call] = name.Name
		}
		if ok && isCallOf(r.TypesInfo, call, typedPath, "Generated") && len(call.Args) > 0 {
			if event, ok := constantString(r.TypesInfo, call.Args[0]); ok {
				r.topicVars[event] = name.Name
			}
		}
	}
}

// literalOf returns the literal that x is, or that a variable of the package
// holds.
func (r *declarationReader) literalOf(x ast.Expr) (*ast.CompositeLit, bool) {
	for range 10 { // var a = b; var b = a
		switch v := ast.Unparen(x).(type) {
		case *ast.CompositeLit:
			return v, true
		case *ast.Ident:
			if x = r.vars[r.TypesInfo.Uses[v]]; x != nil {
				continue
			}
		}
		return nil, false
	}
	return nil, false
}
