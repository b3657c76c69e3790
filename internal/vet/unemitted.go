package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// checkEmitted reports events that the package declares and never emits. That
// can be known only of a package that emits others of its events, each by a
// name or topic that is written out; of one that only declares, others emit.
func (j *judge) checkEmitted() {
	if j.dynamic || j.facts.Open || len(j.IgnoredFiles) > 0 || len(j.own.emits) < 2 {
		return
	}
	said := j.mentions()
	some := false
	for _, s := range j.own.emits {
		some = some || said[s.Name]
	}
	if !some {
		return
	}
	for _, s := range j.own.emits {
		if s.listed && !said[s.Name] {
			j.report(s.name, "unemitted", nil, "event %q is declared here, and nothing in this package emits it; emit it, or remove the declaration", s.Name)
		}
	}
}

// mentions returns the events that the package may emit: whose name it gives to
// anything but a declaration or a listener, or whose topic it uses otherwise.
func (j *judge) mentions() map[string]bool {
	said := map[string]bool{}
	handles := map[types.Object]string{}
	for _, s := range j.own.emits {
		if obj := j.Pkg.Scope().Lookup(s.Handle); s.Handle != "" && obj != nil {
			handles[obj] = s.Name
		}
	}
	quiet := j.quiet()
	for _, file := range j.Files {
		if !j.counts(file) {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			x, ok := n.(ast.Expr)
			if quiet[n] {
				return false
			}
			if !ok {
				return true
			}
			if text, ok := constantString(j.TypesInfo, x); ok {
				j.says(said, text)
			}
			if id, ok := x.(*ast.Ident); ok && handles[j.TypesInfo.Uses[id]] != "" {
				said[handles[j.TypesInfo.Uses[id]]] = true
			}
			return true
		})
	}
	return said
}

// says notes the events that text may mean: another package may put the front
// of the name before it.
func (j *judge) says(said map[string]bool, text string) {
	for _, s := range j.own.emits {
		if text == s.Name || text != "" && strings.HasSuffix(s.Name, "."+text) {
			said[s.Name] = true
		}
	}
}

// passesOn reports whether a call hands a bus to a function together with a
// string that only running the program would tell: it may be a name.
func (j *judge) passesOn(call *ast.CallExpr) bool {
	bus, text := false, false
	for _, arg := range call.Args {
		tv := j.TypesInfo.Types[arg]
		bus = bus || tv.Type != nil && isNamed(tv.Type, eventsPath, "Bus")
		if tv.Type != nil && tv.Value == nil {
			b, ok := tv.Type.Underlying().(*types.Basic)
			text = text || ok && b.Kind() == types.String
		}
	}
	return bus && text
}

// listening are the methods of a topic that emit nothing.
var listening = []string{"On", "OnEvent", "Stream", "When", "Name", "Spec"}

// quiet are the places where a name or topic is no sign of an emit.
func (j *judge) quiet() map[ast.Node]bool {
	quiet := map[ast.Node]bool{}
	for _, list := range [][]spec{j.own.emits, j.own.listens} {
		for _, s := range list {
			quiet[s.lit] = true
		}
	}
	for _, u := range j.uses {
		if !u.emits {
			quiet[u.expr] = true
		}
	}
	for n := range j.in.PreorderSeq((*ast.CallExpr)(nil), (*ast.GenDecl)(nil)) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if isFunc(j.TypesInfo, n, typedPath, "Generated") {
				quiet[n] = true
			}
			if slices.Contains(listening, methodOf(j.TypesInfo, n, typedPath, "Topic")) {
				quiet[ast.Unparen(n.Fun).(*ast.SelectorExpr).X] = true
			}
		case *ast.GenDecl:
			if n.Tok == token.CONST && !exportsAny(n) {
				quiet[n] = true
			}
		}
	}
	return quiet
}

// exportsAny reports whether other packages may use a constant of d, as a name to emit.
func exportsAny(d *ast.GenDecl) bool {
	for _, s := range d.Specs {
		for _, name := range s.(*ast.ValueSpec).Names {
			if name.IsExported() {
				return true
			}
		}
	}
	return false
}
