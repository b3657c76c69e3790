package breaking_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// typesOf reads shapes, one a line: "app.Line{sku string/SKU; note string,omit}",
// "app.Level=string" and `app.Level=string|"a","b"` with values. The Go name of a field
// is its name in capitals, if none is written.
func typesOf(lines string) contract.Shapes {
	all := contract.Shapes{}
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if name, fields, ok := strings.Cut(line, "{"); ok {
			all[name] = &contract.Shape{Name: name, Form: contract.FormStruct, Fields: fieldsOf(strings.TrimSuffix(fields, "}"))}
		} else if name, form, ok := strings.Cut(line, "="); ok {
			form, values, _ := strings.Cut(form, "|")
			all[name] = &contract.Shape{Name: name, Form: form}
			if values != "" {
				all[name].Values = strings.Split(values, ",")
			}
		}
	}
	return all
}

func fieldsOf(text string) (fields []contract.Field) {
	for f := range strings.SplitSeq(text, "; ") {
		name, typ, ok := strings.Cut(f, " ")
		if !ok {
			continue
		}
		typ, omit := strings.CutSuffix(typ, ",omit")
		goName := strings.ToUpper(name)
		if at := strings.LastIndexByte(typ, '/'); at >= 0 && !strings.Contains(typ[at:], ".") {
			typ, goName = typ[:at], typ[at+1:]
		}
		fields = append(fields, contract.Field{Name: name, GoName: goName, Type: typ, Omit: omit})
	}
	return fields
}

// nested is a contract with the event order.placed of these fields and types.
func nested(fields, types string) *lockfile.File {
	return &lockfile.File{Topics: []contract.Event{{
		Name: "order.placed", Package: "app", GoName: "OrderPlaced", Fields: fieldsOf(fields), Shapes: typesOf(types),
	}}}
}

// positions are places of app.Part in a payload. Only "itself" has its fields in the
// payload.
var positions = []struct{ name, path, fields, types string }{
	{name: "itself"},
	{"in a struct", "part.", "part app.Part", ""},
	{"in a list", "parts[].", "parts []app.Part", ""},
	{"in a map", "by[].", "by map[string]app.Part", ""},
	{"behind a pointer", "part.", "part *app.Part", ""},
	{"in a list of pointers", "parts[].", "parts []*app.Part", ""},
	{"in a list of maps", "parts[][].", "parts []map[string]app.Part", ""},
	{"in a named list", "parts[].", "parts app.Parts", "app.Parts=[]app.Part"},
	{"in an array in a struct", "box.two[].", "box app.Box", "app.Box{two [2]app.Part}"},
	{"two structs down", "order.lines[].part.", "order app.Order", "app.Order{lines []app.Line}\napp.Line{part app.Part}"},
	{"in a tree", "tree.", "tree app.Part", "RECURSIVE"},
}

// payloadAt returns the contract with a struct of these fields at a position.
func payloadAt(position int, fields, types string) *lockfile.File {
	at := positions[position]
	fields = strings.TrimSuffix("id string; "+fields, "; ")
	if at.name == "itself" {
		return nested(fields, types)
	}
	if at.types == "RECURSIVE" {
		fields += "; children []*app.Part"
	}
	return nested(at.fields, types+"\n"+at.types+"\napp.Part{"+fields+"}")
}

// outcome is what Compare finds, as edits write it.
func outcome(r breaking.Result) (all []string) {
	for _, f := range r.Findings {
		all = append(all, strings.Join(strings.Fields(strings.Replace(brief(f), " order.placed", "", 1)), " "))
	}
	for _, a := range r.Added {
		all = append(all, "+"+a.Field)
	}
	slices.Sort(all)
	return all
}

func wanted(e *edit, path string) (all []string) {
	field := strings.TrimRight(strings.TrimSuffix(path, "."), "[]")
	for want := range strings.SplitSeq(e.want, "; ") {
		if want != "" {
			want = strings.ReplaceAll(strings.ReplaceAll(want, "@", path), "^", field)
			all = append(all, strings.Join(strings.Fields(want), " "))
		}
	}
	slices.Sort(all)
	return all
}

// Every kind of edit has the verdicts of its row wherever the struct is in a payload.
func TestEditsAtEveryDepth(t *testing.T) {
	judged := 0
	for i, at := range positions {
		for _, e := range edits {
			if at.name == "itself" && e.only == "nested" {
				continue
			}
			newTypes := e.newTypes
			if newTypes == "" {
				newTypes = e.oldTypes
			}
			old, now := payloadAt(i, e.old, e.oldTypes), payloadAt(i, e.new, newTypes)
			if diff := cmp.Diff(wanted(&e, at.path), outcome(breaking.Compare(old, now))); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", e.name, at.name, diff)
			}
			if changed := !cmp.Equal(e.old+e.oldTypes, e.new+newTypes); changed && breaking.Same(old, now) {
				t.Errorf("%s, %s: it is taken for no change", e.name, at.name)
			}
			judged++
		}
	}
	if judged < 200 {
		t.Errorf("only %d edits", judged)
	}
	t.Logf("%d edits", judged)
}

// The way back of an edit is an edit, and breaks something if the way there does, except
// if a field is optional: its removal breaks, but its addition does not.
func TestNoEditIsOverlooked(t *testing.T) {
	for i := range positions {
		for _, e := range edits {
			newTypes := e.newTypes
			if newTypes == "" {
				newTypes = e.oldTypes
			}
			back := outcome(breaking.Compare(payloadAt(i, e.new, newTypes), payloadAt(i, e.old, e.oldTypes)))
			if len(back) == 0 && e.want != "" && (i > 0 || e.only == "") {
				t.Errorf("the way back of %q, %s, is nothing", e.name, positions[i].name)
			}
		}
	}
}

// A finding about a struct as a whole is at the fields that the struct is in.
func TestOrderOfFieldsWithAllPaths(t *testing.T) {
	fields := "lines []app.Line; best *app.Line; grid [][]app.Line"
	r := breaking.Compare(nested(fields, "app.Line{a int; b int}"), nested(fields, "app.Line{b int; a int}"))
	if len(r.Findings) != 1 || r.Findings[0].Field != "lines" || !cmp.Equal(r.Findings[0].Also, []string{"best", "grid"}) {
		t.Errorf("found %+v", r.Findings)
	}
}

// A struct that several fields lead to has one finding for each change, with all paths.
func TestOneFindingWithAllPaths(t *testing.T) {
	fields := "lines []app.Line; best *app.Line; box app.Box"
	old := nested(fields, "app.Line{qty int32}\napp.Box{first app.Line}")
	now := nested(fields, "app.Line{qty int64; note *string}\napp.Box{first app.Line}")
	now.Listens = []contract.Event{
		{Name: "order.placed", Package: "audit", Fields: fieldsOf("box my.Box"), Shapes: typesOf("my.Box{first my.Line}\nmy.Line{qty int32}")},
		{Name: "order.placed", Package: "mail", Fields: fieldsOf("lines []my.Line"), Shapes: typesOf("my.Line{sku string}")},
		{Name: "order.placed", Package: "store", Fields: fieldsOf("lines []map[string]any")},
	}
	r := breaking.Compare(old, now)
	if len(r.Findings) != 1 || len(r.Added) != 4 {
		t.Fatalf("found %v, added %v", r.Findings, r.Added)
	}
	f := r.Findings[0]
	if f.Field != "lines[].qty" || !cmp.Equal(f.Also, []string{"best.qty", "box.first.qty"}) || f.Shape != "app.Line" {
		t.Errorf("found %+v", f)
	}
	if !cmp.Equal(f.Listeners, []string{"audit", "store"}) {
		t.Errorf("heard by %v, want the two that read the field", f.Listeners)
	}
	idle, err := breaking.Accept(r.Findings, []lockfile.Accepted{{Rule: breaking.FieldSameType, Topic: "order.placed", Field: "box.first.qty", Reason: "so"}})
	if err != nil || len(idle) > 0 || r.Findings[0].Accepted != "so" {
		t.Errorf("accepted under its other path: %v, %v, %+v", idle, err, f)
	}
}

// If MAP is safe, a listener that has the old structs of its own still fits. The reverse
// does not hold: a handler may assert the Go type of a value.
func TestMapVerdictsAgreeWithMisfits(t *testing.T) {
	for i, at := range positions {
		for _, e := range edits {
			newTypes := e.newTypes
			if newTypes == "" {
				newTypes = e.oldTypes
			}
			if at.name == "itself" && e.only == "nested" {
				continue
			}
			old, now := payloadAt(i, e.old, e.oldTypes), payloadAt(i, e.new, newTypes)
			safe := true
			for _, f := range breaking.Compare(old, now).Findings {
				safe = safe && f.Map == breaking.Safe
			}
			if misfits := contract.Misfits(&old.Topics[0], &now.Topics[0]); safe && len(misfits) > 0 {
				t.Errorf("%s, %s: MAP is safe, but %+v", e.name, at.name, misfits)
			}
		}
	}
}
