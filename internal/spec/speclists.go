package spec

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
)

// isListens reports whether a list of that name holds what the package listens to. All
// other lists hold what it emits.
func isListens(name string) bool { return name == "Listens" || name == "listens" }

// listReader collects the specs in the lists of one package.
type listReader struct {
	*declReader
	events []*Event
	seen   map[listEntry]bool
}

// listEntry identifies a spec. One that is in two lists of the same kind counts once.
type listEntry struct {
	lit     ast.Node
	listens bool
}

// readEvents returns the package's declarations by name.
func (r *declReader) readEvents() []*Event {
	l := &listReader{declReader: r, seen: map[listEntry]bool{}}
	r.eachVar(l.readVariable)
	r.reportInFunctions(len(l.seen) > 0)
	slices.SortStableFunc(l.events, func(a, b *Event) int { return cmp.Compare(a.Name, b.Name) })
	return l.events
}

// readVariable reads one package-level variable.
func (l *listReader) readVariable(name *ast.Ident, value ast.Expr) {
	t := l.pkg.info.TypeOf(value)
	if _, several := t.(*types.Tuple); several {
		t = l.pkg.info.TypeOf(name)
	}
	switch {
	case isSpec(t): // read when a list names it
	case !isSpecList(t):
		l.reportNested(value)
	case isListens(name.Name) && l.reportRenamedList(name, value):
	default:
		for _, elem := range l.listElements(value) {
			l.readElement(name, elem)
		}
	}
}

func (l *listReader) readElement(list *ast.Ident, elem ast.Expr) {
	lit, home := l.literalOf(elem, l.pkg)
	if lit == nil {
		l.add(l.positionOf(elem.Pos()), "an element of %s is neither a literal nor a package-level variable with one; evgen reads declarations without running the program", list.Name)
		return
	}
	at := listEntry{lit, isListens(list.Name)}
	if l.seen[at] {
		return
	}
	l.seen[at] = true
	if e := l.readEvent(lit, home); e != nil {
		e.Listens = at.listens
		l.events = append(l.events, e)
	}
}

// listElements returns the elements of a list of specs. A variable that is another list
// under a new name has none.
func (r *declReader) listElements(value ast.Expr) []ast.Expr {
	switch v := ast.Unparen(value).(type) {
	case *ast.CompositeLit:
		elems := make([]ast.Expr, len(v.Elts))
		for i, e := range v.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				e = kv.Value // 0: {…}
			}
			elems[i] = e
		}
		return elems
	case *ast.Ident, *ast.SelectorExpr:
		return nil
	}
	r.add(r.positionOf(value.Pos()), "a list of EventSpecs must be a literal, []events.EventSpec{…}; evgen reads declarations without running the program")
	return nil
}

// reportRenamedList reports Listens if it is another list under a new name, because that
// list is read as what the package emits. Listens = listens does no harm.
func (r *declReader) reportRenamedList(name *ast.Ident, value ast.Expr) bool {
	switch v := ast.Unparen(value).(type) {
	case *ast.Ident:
		if !isListens(v.Name) {
			r.add(r.positionOf(v.Pos()), "%s must be a list of its own, as in []events.EventSpec{…}: %s is read as what the package emits", name.Name, v.Name)
		}
	case *ast.SelectorExpr:
		r.add(r.positionOf(v.Pos()), "%s must be a list of its own, as in []events.EventSpec{…}; evgen does not follow %s", name.Name, types.ExprString(v))
	default:
		return false
	}
	return true
}
