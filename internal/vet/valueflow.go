package vet

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A valueFlow knows which expressions the variables, parameters and fields of a package
// get, in the files that are judged. It does not look at the order of statements: a
// variable that gets two values may have either. Only the keys of a map are followed in
// their order.
//
// A name, payload, handler or option is followed from the call of the bus to the place at
// which it is written. A function that gives its parameters to the bus is, for its
// callers, like a method of the bus. So one step is always found, and mostly more, without
// the cost of an analysis of the whole program.
type valueFlow struct {
	*sourcePackage
	given   map[types.Object][]ast.Expr          // what a variable or field gets, and a parameter in its own function
	passed  map[types.Object][]ast.Expr          // what calls in the package give to a parameter
	unseen  map[types.Object]bool                // it gets values that no expression shows, too
	ranged  map[types.Object]rangedVar           // variables of loops
	params  map[types.Object]paramOf             // parameters of the functions that have a body here
	results map[any][]ast.Expr                   // what a function returns, by *types.Func or *ast.FuncLit
	structs map[types.Object][]*ast.CompositeLit // by a field: the literals that set it
	mapUses map[types.Object][]mapUse
	asked   map[types.Object]bool // variables on which a condition depends
	bodies  map[*types.Func]bool  // that are here
	calls   []*ast.CallExpr
	ownerOf map[*ast.CallExpr]any // the function that a call is in
	topics  func(x ast.Expr) (string, bool)
}

// A rangedVar is a variable of a loop over x.
type rangedVar struct {
	x     ast.Expr
	isKey bool
}

// A paramOf is the place of a parameter. The receiver is none.
type paramOf struct {
	owner any // *types.Func or *ast.FuncLit
	index int
}

func newValueFlow(p *sourcePackage) *valueFlow {
	f := &valueFlow{
		sourcePackage: p, given: map[types.Object][]ast.Expr{}, passed: map[types.Object][]ast.Expr{}, unseen: map[types.Object]bool{},
		ranged: map[types.Object]rangedVar{}, params: map[types.Object]paramOf{}, results: map[any][]ast.Expr{},
		structs: map[types.Object][]*ast.CompositeLit{}, mapUses: map[types.Object][]mapUse{}, asked: map[types.Object]bool{},
		bodies: map[*types.Func]bool{}, ownerOf: map[*ast.CallExpr]any{},
	}
	for _, file := range p.Files {
		if p.isJudged(file) {
			f.collect(file, nil)
		}
	}
	for _, call := range f.calls {
		f.addArguments(call)
	}
	return f
}

// collect reads what is inside of one function, or outside of all.
func (f *valueFlow) collect(root ast.Node, owner any) {
	var stack []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil:
			stack = stack[:len(stack)-1]
			return false
		case *ast.FuncDecl:
			if fn, ok := f.TypesInfo.Defs[n.Name].(*types.Func); ok && n.Body != nil {
				f.bodies[fn] = true
				f.addParams(fn, n.Type)
				f.collect(n.Body, fn)
			}
			return false
		case *ast.FuncLit:
			f.addParams(n, n.Type)
			f.collect(n.Body, n)
			return false
		case *ast.ReturnStmt:
			f.results[owner] = append(f.results[owner], n.Results...)
		case *ast.CallExpr:
			f.calls, f.ownerOf[n] = append(f.calls, n), owner
		case *ast.Ident, *ast.SelectorExpr:
			f.addMapUse(n.(ast.Expr), stack, owner)
		default:
			f.addGiven(n)
			f.addConditions(n)
		}
		stack = append(stack, n)
		return true
	})
}

func (f *valueFlow) addParams(owner any, t *ast.FuncType) {
	index := 0
	for _, field := range t.Params.List {
		for _, name := range field.Names {
			if obj := f.TypesInfo.Defs[name]; obj != nil {
				f.params[obj] = paramOf{owner, index}
			}
			index++
		}
		if len(field.Names) == 0 {
			index++
		}
	}
}

// addGiven adds what a statement or literal sets.
func (f *valueFlow) addGiven(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		same := len(n.Lhs) == len(n.Rhs) && (n.Tok == token.ASSIGN || n.Tok == token.DEFINE)
		for i, left := range n.Lhs {
			if same {
				f.set(left, n.Rhs[i])
			} else {
				f.set(left, nil)
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if len(n.Names) == len(n.Values) {
				f.set(name, n.Values[i])
			} else if len(n.Values) > 0 {
				f.set(name, nil)
			}
		}
	case *ast.RangeStmt:
		f.setRanged(n.Key, rangedVar{n.X, true})
		f.setRanged(n.Value, rangedVar{n.X, false})
	case *ast.IncDecStmt:
		f.set(n.X, nil)
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			f.set(n.X, nil)
		}
	case *ast.CompositeLit:
		f.addStructFields(n)
	}
}

// set notes that a variable or field gets a value, or, if it is nil, one that is not
// seen.
func (f *valueFlow) set(left, value ast.Expr) {
	switch obj := f.objectOf(left); {
	case obj == nil:
	case value == nil:
		f.unseen[obj] = true
	default:
		f.given[obj] = append(f.given[obj], value)
	}
}

func (f *valueFlow) setRanged(left ast.Expr, r rangedVar) {
	if left == nil {
		return
	}
	obj := f.objectOf(left)
	if _, twice := f.ranged[obj]; twice || len(f.given[obj]) > 0 {
		f.unseen[obj] = true
	}
	f.ranged[obj] = r
}

func (f *valueFlow) addStructFields(lit *ast.CompositeLit) {
	t := f.TypesInfo.TypeOf(lit)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	values := structValues(f.TypesInfo, lit)
	for i := range s.NumFields() {
		if value := values[s.Field(i).Name()]; value != nil {
			obj := s.Field(i).Origin()
			f.given[obj] = append(f.given[obj], value)
			f.structs[obj] = append(f.structs[obj], lit)
		}
	}
}

// addArguments adds what a call gives to the parameters of a function of the package.
func (f *valueFlow) addArguments(call *ast.CallExpr) {
	fn, ok := calledFunc(f.TypesInfo, call)
	if !ok {
		return
	}
	params := fn.Origin().Signature().Params()
	for i, arg := range call.Args {
		if i < params.Len() && (i < params.Len()-1 || !fn.Signature().Variadic()) {
			f.passed[params.At(i)] = append(f.passed[params.At(i)], arg)
		}
	}
}

// objectOf returns the variable or field that x names, or nil.
func (f *valueFlow) objectOf(x ast.Expr) types.Object {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		if v, ok := f.TypesInfo.ObjectOf(x).(*types.Var); ok {
			return v.Origin()
		}
	case *ast.SelectorExpr:
		if v, ok := f.TypesInfo.Uses[x.Sel].(*types.Var); ok {
			return v.Origin()
		}
	}
	return nil
}

// isClosed reports whether all values that obj gets are in this package.
func (f *valueFlow) isClosed(obj types.Object) bool {
	v, ok := obj.(*types.Var)
	isGlobal := ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope()
	return ok && !f.unseen[obj] && !(v.Exported() && (v.IsField() || isGlobal && v.Pkg() != f.Pkg))
}

// addConditions notes on which variables the conditions of a statement depend. One that
// only asks whether a text is empty is none.
func (f *valueFlow) addConditions(n ast.Node) {
	var conditions []ast.Expr
	switch n := n.(type) {
	case *ast.IfStmt:
		conditions = []ast.Expr{n.Cond}
	case *ast.SwitchStmt:
		conditions = []ast.Expr{n.Tag}
	case *ast.CaseClause:
		conditions = n.List
	}
	for _, x := range conditions {
		if x == nil {
			continue
		}
		ast.Inspect(x, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				text, ok := constantString(f.TypesInfo, n.Y)
				return !ok || text != ""
			case *ast.Ident, *ast.SelectorExpr:
				if obj := f.objectOf(n.(ast.Expr)); obj != nil {
					f.asked[obj] = true
				}
			}
			return true
		})
	}
}
