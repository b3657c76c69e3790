package spec

import (
	"go/ast"
	"strings"

	"github.com/fastpluggy/eventbus/internal/errtext"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// readSchema reads the entries of a payload in the order of the source. Faulty
// entries are left out, so that the rest can be checked too. The names of the fields
// are paths yet.
func (r *declReader) readSchema(x ast.Expr, home *checkedPackage) []*Field {
	if home.info.Types[x].IsNil() {
		return nil
	}
	lit, home := r.literalOf(x, home)
	if lit == nil || !isEvents(home.info.TypeOf(lit), "Schema") {
		r.missing = r.missing || lit == nil
		r.add(r.positionOf(x.Pos()), "EventSpec.Payload must be a literal, events.Schema{…}, or a package-level variable with one; evgen reads declarations without running the program")
		return nil
	}
	var fields []*Field
	first := map[string]*Field{}
	notes := r.notesOfEntries(lit, home)
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			r.add(r.positionOf(elt.Pos()), `an entry of a payload is a field and its type hint, as in "user_id": "int64"`)
			continue
		}
		f := r.readKey(kv, home)
		if f == nil {
			continue
		}
		if other := first[f.Name]; other != nil { // the type checker has not looked at its hint
			r.reportDuplicate(f, other)
			continue
		}
		first[f.Name] = f
		if r.readField(f, kv, home, notes[elt]) {
			fields = append(fields, f)
		}
	}
	return fields
}

// readKey starts a field with its name. It returns nil if the name is not legal.
func (r *declReader) readKey(kv *ast.KeyValueExpr, home *checkedPackage) *Field {
	f := &Field{Pos: r.positionOf(kv.Key.Pos()), HintPos: r.positionOf(kv.Value.Pos())}
	key, ok := r.constantText(kv.Key, home, "a field's name")
	if !ok {
		return nil
	}
	f.Name = key
	if fault := eventname.FieldFault(key); fault != "" && !typehint.IsPath(key) {
		r.add(f.Pos, "field %s %s", errtext.Quote(key), fault)
		return nil
	}
	return f
}

// readField reads the rest of an entry and reports whether it has no fault.
func (r *declReader) readField(f *Field, kv *ast.KeyValueExpr, home *checkedPackage, n entryNote) bool {
	text, ok := r.constantText(kv.Value, home, "a type hint")
	ok = ok && r.readHint(f, text)
	f.Doc, f.GoName = n.doc, n.goName
	if f.GoName == "" {
		f.GoName, _ = eventname.GoName(f.Name[strings.LastIndexByte(f.Name, '.')+1:])
	}
	if !eventname.IsExported(f.GoName) && !typehint.IsPath(f.Name) {
		r.add(f.Pos, "no Go name can be made of the field %q; write one in a comment on its line, as in //evgen:name UserID", f.Name)
		return false
	}
	return ok && !n.bad
}

func (r *declReader) readHint(f *Field, text string) bool {
	t, err := typehint.Parse(text)
	if err != nil {
		r.add(f.HintPos, "%v", err)
		return false
	}
	f.Hint, f.Type = t, t.Qualified(r.listed.ImportPath).String()
	return true
}
