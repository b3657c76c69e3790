package vet

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A textValue is one of the texts that an expression may be: a constant, or a parameter
// of a function with constants around it.
type textValue struct {
	before, after string
	param         types.Object // nil if before is all of the text
	at            ast.Expr     // where the text is written
}

// maxTexts bounds how many texts one expression may be.
const maxTexts = 64

// texts returns the texts that x may be, and whether they are all.
func (f *valueFlow) texts(x ast.Expr) (values []textValue, all bool) {
	values, all = f.textsOf(x, map[any]bool{})
	if len(values) > maxTexts {
		return values[:maxTexts], false
	}
	return values, all
}

func (f *valueFlow) textsOf(x ast.Expr, seen map[any]bool) (values []textValue, all bool) {
	x = ast.Unparen(x)
	if text, ok := constantString(f.TypesInfo, x); ok {
		return []textValue{{before: text, at: x}}, true
	}
	if seen[x] { // as in names = append(names, names[0])
		return nil, true
	}
	seen[x] = true
	defer delete(seen, x)
	switch x := x.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return f.textsOfVar(f.objectOf(x), x, seen)
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			left, leftAll := f.textsOf(x.X, seen)
			right, rightAll := f.textsOf(x.Y, seen)
			return joinTexts(x, left, right), leftAll && rightAll && countParams(left)*countParams(right) == 0
		}
	case *ast.IndexExpr:
		elements, all := f.elements(x.X, false, map[any]bool{})
		return f.textsOfElements(f.elementAt(elements, x.Index, all))(seen)
	case *ast.CallExpr:
		return f.textsOfCall(x, seen)
	}
	return nil, false
}

func countParams(values []textValue) (n int) {
	for _, v := range values {
		if v.param != nil {
			n++
		}
	}
	return n
}

// joinTexts puts each of the right texts behind each of the left ones.
func joinTexts(at ast.Expr, left, right []textValue) (joined []textValue) {
	for _, l := range left {
		for _, r := range right {
			switch {
			case len(joined) > maxTexts, l.param != nil && r.param != nil:
			case l.param != nil:
				joined = append(joined, textValue{l.before, l.after + r.before, l.param, at})
			default:
				joined = append(joined, textValue{l.before + r.before, r.after, r.param, at})
			}
		}
	}
	return joined
}

func (f *valueFlow) textsOfVar(obj types.Object, x ast.Expr, seen map[any]bool) (values []textValue, all bool) {
	if obj == nil || seen[obj] {
		return nil, obj != nil
	}
	seen[obj] = true
	defer delete(seen, obj)
	if _, ok := f.params[obj]; ok {
		return []textValue{{param: obj, at: x}}, !f.unseen[obj] && len(f.given[obj]) == 0
	}
	if r, ok := f.ranged[obj]; ok {
		values, all = f.textsOfElements(f.elements(r.x, r.isKey, map[any]bool{}))(seen)
		return values, all && f.isClosed(obj)
	}
	all = f.isClosed(obj) && len(f.given[obj]) > 0
	for _, value := range f.given[obj] {
		texts, known := f.textsOf(value, seen)
		values, all = append(values, texts...), all && known
	}
	return values, all
}

// elements returns the keys or the elements of a list or map that is written out, and
// whether they are all.
func (f *valueFlow) elements(x ast.Expr, keys bool, seen map[any]bool) (found []ast.Expr, all bool) {
	_, isMap := f.TypesInfo.TypeOf(x).Underlying().(*types.Map)
	if keys && !isMap {
		return nil, false
	}
	if call, ok := ast.Unparen(x).(*ast.CallExpr); ok && f.isBuiltin(call, "append") && !call.Ellipsis.IsValid() {
		found, all = f.elements(call.Args[0], keys, seen)
		return append(found, call.Args[1:]...), all
	}
	if obj := f.objectOf(x); obj != nil {
		if seen[obj] {
			return nil, true
		}
		seen[obj] = true
		_, isParam := f.params[obj]
		all = f.isClosed(obj) && !isParam
		for _, value := range slices.Concat(f.passed[obj], f.given[obj]) {
			values, known := f.elements(value, keys, seen)
			found, all = append(found, values...), all && known
		}
		return found, all
	}
	lit, ok := ast.Unparen(x).(*ast.CompositeLit)
	if !ok {
		return nil, f.TypesInfo.Types[x].IsNil()
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
			if keys {
				e = kv.Key
			}
		}
		found = append(found, e)
	}
	return found, true
}

// elementAt returns the one of the elements of a list that a constant index means, or all.
func (f *valueFlow) elementAt(elements []ast.Expr, index ast.Expr, all bool) ([]ast.Expr, bool) {
	v := f.TypesInfo.Types[index].Value
	if i, ok := constant.Int64Val(constant.ToInt(cmp.Or(v, constant.MakeUnknown()))); ok && all && i < int64(len(elements)) {
		return elements[i : i+1], true
	}
	return elements, all
}

func (f *valueFlow) textsOfElements(elements []ast.Expr, all bool) func(seen map[any]bool) ([]textValue, bool) {
	return func(seen map[any]bool) (values []textValue, known bool) {
		known = all
		for _, e := range elements {
			texts, ok := f.textsOf(e, seen)
			values, known = append(values, texts...), known && ok
		}
		return values, known
	}
}

// textsOfCall follows conversions, fmt.Sprintf, strings.Join, names of topics and the
// functions of the package.
func (f *valueFlow) textsOfCall(call *ast.CallExpr, seen map[any]bool) (values []textValue, all bool) {
	switch {
	case f.TypesInfo.Types[call.Fun].IsType() && len(call.Args) == 1:
		return f.textsOf(call.Args[0], seen)
	case isCallOf(f.TypesInfo, call, "fmt", "Sprintf"):
		return f.textsOfFormat(call, seen)
	case topicMethodOf(f.TypesInfo, call) == "Name" && f.topics != nil:
		name, ok := f.topics(ast.Unparen(call.Fun).(*ast.SelectorExpr).X)
		return []textValue{{before: name, at: call}}, ok
	}
	fn, ok := calledFunc(f.TypesInfo, call)
	if !ok || fn.Signature().Results().Len() != 1 || seen[fn.Origin()] {
		return nil, false
	}
	seen[fn.Origin()] = true
	defer delete(seen, fn.Origin())
	all = len(f.results[fn.Origin()]) > 0
	for _, result := range f.results[fn.Origin()] {
		texts, known := f.textsOf(result, seen)
		for _, t := range texts {
			replaced, ok := f.replaceParam(t, fn.Origin(), call, seen)
			values, known = append(values, replaced...), known && ok
		}
		all = all && known
	}
	return values, all
}

// replaceParam puts the argument of a call in the place of a function's parameter.
func (f *valueFlow) replaceParam(t textValue, fn *types.Func, call *ast.CallExpr, seen map[any]bool) (values []textValue, all bool) {
	p, ok := f.params[t.param]
	switch {
	case t.param == nil:
		return []textValue{t}, true
	case !ok || p.owner != any(fn) || p.index >= len(call.Args):
		return nil, false
	}
	args, all := f.textsOf(call.Args[p.index], seen)
	for _, a := range args {
		values = append(values, textValue{t.before + a.before, a.after + t.after, a.param, call})
	}
	return values, all
}

// textsOfFormat follows the verbs %s, %v and %d.
func (f *valueFlow) textsOfFormat(call *ast.CallExpr, seen map[any]bool) (values []textValue, all bool) {
	format, ok := constantString(f.TypesInfo, call.Args[0])
	if !ok || call.Ellipsis.IsValid() {
		return nil, false
	}
	values, all = []textValue{{at: call}}, true
	args := call.Args[1:]
	for {
		before, rest, found := strings.Cut(format, "%")
		values = joinTexts(call, values, []textValue{{before: before}})
		if !found {
			return values, all
		}
		if rest == "" || len(args) == 0 || !strings.ContainsRune("svd", rune(rest[0])) {
			return nil, false
		}
		texts, known := f.formattedTexts(args[0], seen)
		all = all && known && countParams(values)*countParams(texts) == 0
		values, format, args = joinTexts(call, values, texts), rest[1:], args[1:]
	}
}

// formattedTexts returns what a verb makes of a text or of a constant number. A type
// with methods may have a String of its own.
func (f *valueFlow) formattedTexts(x ast.Expr, seen map[any]bool) ([]textValue, bool) {
	tv := f.TypesInfo.Types[x]
	if types.NewMethodSet(tv.Type).Len() > 0 {
		return nil, false
	}
	if tv.Value != nil && tv.Value.Kind() == constant.Int {
		return []textValue{{before: fmt.Sprint(tv.Value), at: x}}, true
	}
	return f.textsOf(x, seen)
}

func (f *valueFlow) isBuiltin(call *ast.CallExpr, name string) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok || id.Name != name {
		return false
	}
	_, ok = f.TypesInfo.Uses[id].(*types.Builtin)
	return ok
}
