package spec

import (
	"go/ast"
	"go/constant"
	"go/types"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// readEvent reads one EventSpec literal. It returns nil if not even its name is known.
func (r *declReader) readEvent(lit *ast.CompositeLit, home *checkedPackage) *Event {
	args := r.literalArguments(lit, home)
	before := len(r.list)
	if args["Name"] == nil {
		r.add(r.positionOf(lit.Pos()), "EventSpec has no Name; write one such as \"user.login\"")
		return nil
	}
	name, ok := r.constantText(args["Name"], home, "EventSpec.Name")
	e := &Event{Event: contract.Event{Name: name, Package: r.listed.ImportPath}, Pos: r.positionOf(args["Name"].Pos())}
	if x := args["Description"]; x != nil {
		e.Description, _ = r.constantText(x, home, "EventSpec.Description")
	}
	var entries []*Field
	if x := args["Payload"]; x != nil {
		entries = r.readSchema(x, home)
	}
	if !ok {
		return nil
	}
	if fault := eventname.NameFault(name); fault != "" {
		r.add(e.Pos, "event name %s %s", errtext.Quote(name), fault)
		return nil
	}
	if !r.goName(e, args["GoName"], home) {
		return nil
	}
	r.nestSchema(e, entries)
	e.Fingerprint, e.partial = fingerprint(e), len(r.list) > before
	return e
}

// literalArguments returns the literal's values by field, whether it has keys or not.
func (r *declReader) literalArguments(lit *ast.CompositeLit, home *checkedPackage) map[string]ast.Expr {
	args := map[string]ast.Expr{}
	fields, _ := dereferenced(home.info.TypeOf(lit)).Underlying().(*types.Struct)
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				args[key.Name] = kv.Value
			}
		} else if fields != nil && i < fields.NumFields() {
			args[fields.Field(i).Name()] = e
		}
	}
	return args
}

// goName sets the event's Go name: the declared one, or the one made of its name.
func (r *declReader) goName(e *Event, declared ast.Expr, home *checkedPackage) bool {
	if declared != nil {
		name, ok := r.constantText(declared, home, "EventSpec.GoName")
		if ok && name != "" {
			e.GoName = name
			return r.checkGoName(e, declared)
		}
		if !ok {
			return false
		}
	}
	var ok bool
	if e.GoName, ok = eventname.GoName(e.Name); !ok {
		r.add(e.Pos, "no Go name can be made of %q; set GoName, as in GoName: \"UserLogin\"", e.Name)
	}
	return ok
}

func (r *declReader) checkGoName(e *Event, x ast.Expr) bool {
	if eventname.IsExported(e.GoName) {
		return true
	}
	r.add(r.positionOf(x.Pos()), "GoName %s is not an exported Go name; write one such as \"UserLogin\"", errtext.Quote(e.GoName))
	return false
}

// constantText returns the value of a constant string expression, or reports why it has none.
func (r *declReader) constantText(x ast.Expr, home *checkedPackage, what string) (string, bool) {
	tv := home.info.Types[x]
	switch {
	case tv.Value != nil && tv.Value.Kind() == constant.String:
		return constant.StringVal(tv.Value), true
	case tv.Value != nil:
		r.add(r.positionOf(x.Pos()), "%s must be a string, not %s", what, types.ExprString(x))
		return "", false
	}
	r.missing = true
	r.add(r.positionOf(x.Pos()), "%s must be a constant string (%s is not%s); evgen reads declarations without running the program",
		what, errtext.Shorten(types.ExprString(x), errtext.MaxQuoted), compilerMessage(x, home))
	return "", false
}

// compilerMessage quotes the compiler's complaint about x, if it has one.
func compilerMessage(x ast.Expr, home *checkedPackage) string {
	for _, e := range home.errs {
		if x.Pos() <= e.Pos && e.Pos < x.End() {
			return ": " + e.Msg
		}
	}
	return ""
}

// fingerprint is made of the hints as the source has them, so that it stays if the
// package moves.
func fingerprint(e *Event) string {
	hints := map[string]string{}
	for _, f := range e.Schema {
		hints[f.Name] = f.Hint.String()
	}
	return typehint.Fingerprint(e.Name, hints)
}
