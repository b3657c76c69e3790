package add

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// An eventList is the literal of a list of events, in its file. It is found in the
// syntax tree alone, before types are known, so that a list without elements is
// found too; the loader does not report such a list.
type eventList struct {
	file *sourceFile
	lit  *ast.CompositeLit
}

// findList returns the list that the event belongs to, or nil if there is none. It
// prefers Emits to emits, and both to the only other list of the package. A list
// of events to listen to has no other name than Listens or listens, by which evgen
// recognizes it.
func (p *sourcePackage) findList(e *newEvent) (*eventList, error) {
	var fault error
	for _, name := range []string{e.listName(), strings.ToLower(e.listName())} {
		for _, f := range p.files {
			for id, value := range packageVariables(f.tree) {
				if id.Name != name {
					continue
				}
				if lit, ok := ast.Unparen(value).(*ast.CompositeLit); ok && mayBeSpecList(lit) {
					return &eventList{f, lit}, nil
				}
				fault = &spec.Error{Pos: p.position(id.Pos()), Text: name + " is not a literal []events.EventSpec{…}; make it one, or declare the event by hand"}
			}
		}
	}
	if fault != nil || e.listens {
		return nil, fault
	}
	return p.findOnlyList(), nil
}

// findOnlyList returns the package's only list of emitted events, which has
// another name than Emits. If there are several, it returns nil: only the user
// knows which to use.
func (p *sourcePackage) findOnlyList() (only *eventList) {
	for _, f := range p.files {
		for id, value := range packageVariables(f.tree) {
			lit, ok := ast.Unparen(value).(*ast.CompositeLit)
			if !ok || !isSpecList(lit) || strings.EqualFold(id.Name, "Listens") {
				continue
			}
			if only != nil {
				return nil
			}
			only = &eventList{f, lit}
		}
	}
	return only
}

// mayBeSpecList reports whether a literal may be a list of specs: its type is
// []events.EventSpec, or has a name. The loader later checks what the name means.
func mayBeSpecList(lit *ast.CompositeLit) bool {
	switch lit.Type.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return true
	}
	return isSpecList(lit)
}

// isSpecList reports whether the type of a literal is written as
// []events.EventSpec.
func isSpecList(lit *ast.CompositeLit) bool {
	list, ok := lit.Type.(*ast.ArrayType)
	return ok && typeName(list.Elt) == "EventSpec"
}

// typeName returns a type's name without its package.
func typeName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.SelectorExpr:
		return t.Sel.Name
	}
	return ""
}

func hasSpecList(f *ast.File) bool {
	for _, value := range packageVariables(f) {
		if lit, ok := ast.Unparen(value).(*ast.CompositeLit); ok && isSpecList(lit) {
			return true
		}
	}
	return false
}

// sortedIndex returns the index at which an event named name keeps the elements
// sorted. It returns the index after the last element if they are not sorted, or
// if the name of one is not known.
func (p *sourcePackage) sortedIndex(list *eventList, name string) int {
	end := len(list.lit.Elts)
	names := p.elementNames(list)
	if len(names) < end || !slices.IsSorted(names) || slices.ContainsFunc(list.lit.Elts, isKeyed) {
		return end
	}
	i, _ := slices.BinarySearch(names, name)
	return i
}

// elementNames returns the names of the events that are declared inside the list.
func (p *sourcePackage) elementNames(list *eventList) (names []string) {
	for _, elem := range list.lit.Elts {
		from, to := p.position(elem.Pos()).Offset, p.position(elem.End()).Offset
		for _, e := range p.All() {
			if e.Pos.Filename == list.file.name && from <= e.Pos.Offset && e.Pos.Offset < to {
				names = append(names, e.Name)
				break
			}
		}
	}
	return names
}

// isKeyed reports whether an element has an index, as in 5: {…}, from which the
// next element's index follows.
func isKeyed(elem ast.Expr) bool {
	_, ok := elem.(*ast.KeyValueExpr)
	return ok
}
