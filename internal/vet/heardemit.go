package vet

import (
	"go/ast"
	"go/types"
)

// checkHeardEmits reports an emit with a topic that is made from what the
// package listens to, where that is less than the event has: the others would
// get no more.
func (j *judge) checkHeardEmits() {
	heard := map[types.Object]*spec{}
	for i := range j.own.listens {
		s := &j.own.listens[i]
		if obj := j.Pkg.Scope().Lookup(s.Handle); obj != nil && !s.Open {
			heard[obj] = s
		}
	}
	if len(heard) == 0 {
		return
	}
	for n := range j.in.PreorderSeq((*ast.CallExpr)(nil)) {
		call := n.(*ast.CallExpr)
		m := methodOf(j.TypesInfo, call, typedPath, "Topic")
		if !j.counts(call) || m != "Emit" && m != "EmitWait" {
			continue
		}
		v := j.variable(ast.Unparen(call.Fun).(*ast.SelectorExpr).X)
		if s := heard[v]; v != nil && s != nil {
			j.heardEmit(call, s)
		}
	}
}

func (j *judge) heardEmit(call *ast.CallExpr, s *spec) {
	if c, ok := j.contract(s.Name); ok && !c.same(&s.contract) {
		j.report(call.Fun, "listens", nil, "%s has what this package needs of event %q, not all that %s declares (%s); emit it with the topic of a declaration",
			s.Handle, s.Name, c.Package, j.where(c))
	}
}
