package spec

import (
	"go/ast"
	"strings"

	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// schema reads the entries of a payload in the order of the source. Entries that
// are at fault are left out, so that the rest can be judged too.
func (r *reader) schema(x ast.Expr, home *checked) []*Field {
	if home.info.Types[x].IsNil() {
		return nil
	}
	lit, home := r.literal(x, home)
	if lit == nil || !isEvents(home.info.TypeOf(lit), "Schema") {
		r.missing = r.missing || lit == nil
		r.add(r.pos(x.Pos()), "EventSpec.Payload must be a literal, events.Schema{…}, or a package-level variable with one; evgen reads declarations without running the program")
		return nil
	}
	var fields []*Field
	first := map[string]*Field{}
	notes := r.notes(lit, home)
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			r.add(r.pos(elt.Pos()), `an entry of a payload is a field and its type hint, as in "user_id": "int64"`)
			continue
		}
		f := r.key(kv, home)
		if f == nil {
			continue
		}
		if other := first[strings.ToLower(f.Name)]; other != nil {
			r.twice(f, other)
			continue
		}
		first[strings.ToLower(f.Name)] = f
		if r.field(f, kv, home, notes[elt]) {
			fields = append(fields, f)
		}
	}
	r.sameGoName(fields)
	return fields
}

// key begins a field with its name; nil where it has no legal one.
func (r *reader) key(kv *ast.KeyValueExpr, home *checked) *Field {
	f := &Field{Pos: r.pos(kv.Key.Pos()), HintPos: r.pos(kv.Value.Pos())}
	key, ok := r.constant(kv.Key, home, "a field's name")
	if !ok {
		return nil
	}
	f.Name = key
	if fault := eventname.FieldFault(key); fault != "" {
		r.add(f.Pos, "field %s %s", errtext.Quote(key), fault)
		return nil
	}
	return f
}

// field reads the rest of an entry and reports whether it is in order.
func (r *reader) field(f *Field, kv *ast.KeyValueExpr, home *checked, n note) bool {
	text, ok := r.constant(kv.Value, home, "a type hint")
	ok = ok && r.hint(f, text)
	f.Doc, f.GoName = n.doc, n.goName
	if f.GoName == "" {
		f.GoName, _ = eventname.GoName(f.Name)
	}
	if !eventname.IsExported(f.GoName) {
		r.add(f.Pos, "no Go name can be made of the field %q; write one in a comment on its line, as in //evgen:name UserID", f.Name)
		return false
	}
	return ok && !n.bad
}

func (r *reader) hint(f *Field, text string) bool {
	t, err := typehint.Parse(text)
	if err != nil {
		r.add(f.HintPos, "%v", err)
		return false
	}
	f.Hint, f.Type = t, t.Qualified(r.listed.ImportPath).String()
	return true
}

// twice reports keys that are one to encoding/json, which ignores case.
func (r *reader) twice(f, other *Field) {
	if f.Name == other.Name {
		r.add(f.Pos, "field %q is declared twice, first at %s; remove one", f.Name, short(f.Pos, other.Pos))
		return
	}
	r.add(f.Pos, "fields %q and %q (at %s) differ in case only, and JSON takes one for the other; rename one", other.Name, f.Name, short(f.Pos, other.Pos))
}

func (r *reader) sameGoName(fields []*Field) {
	first := map[string]*Field{}
	for _, f := range fields {
		if other := first[f.GoName]; other != nil {
			r.add(f.Pos, "fields %q (at %s) and %q both become %s; name one of them in a comment on its line, as in //evgen:name %s2",
				other.Name, short(f.Pos, other.Pos), f.Name, f.GoName, f.GoName)
			continue
		}
		first[f.GoName] = f
	}
}
