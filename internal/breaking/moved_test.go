package breaking_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// An identical type in another package breaks Go code, once for each event.
func TestIdenticalTypeMoves(t *testing.T) {
	const fields = "a X.Line; b []X.Line; c *X.Line; d map[string]X.Line; e X.Level; f []X.Level"
	const types = "X.Line{sku string; tree X.Tree}\nX.Tree{next *X.Tree; level X.Level}\nX.Level=string"
	in := func(pkg string) *lockfile.File {
		return nested(strings.ReplaceAll(fields, "X", pkg), strings.ReplaceAll(types, "X", pkg))
	}
	old, now := in("shop"), in("sales")
	want := []string{"FIELD_SAME_TYPE a B--", "FIELD_SAME_TYPE a.tree B--", "FIELD_SAME_TYPE a.tree.level B--"}
	r := breaking.Compare(old, now)
	if diff := cmp.Diff(want, outcome(r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if f := r.Findings[0]; !cmp.Equal(f.Also, []string{"b", "c", "d"}) {
		t.Errorf("found %+v, want the other fields of that type", f)
	}
	old.Topics[0].Package, now.Topics[0].Package = "shop", "sales"
	if diff := cmp.Diff([]string{"TOPIC_SAME_PACKAGE B--"}, outcome(breaking.Compare(old, now))); diff != "" {
		t.Errorf("with the event (-want +got):\n%s", diff)
	}
}

// A struct without a name is called by the struct and field that it is in.
func TestStructWithoutANameMovesAlong(t *testing.T) {
	old := nested("box app.Box", "app.Box{part app.Box.part}\napp.Box.part{qty int32}")
	now := nested("box app.Case", "app.Case{part app.Case.part}\napp.Case.part{qty int64}")
	want := []string{"FIELD_SAME_TYPE box B--", "FIELD_SAME_TYPE box.part.qty BBw"}
	if diff := cmp.Diff(want, outcome(breaking.Compare(old, now))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Types that contain themselves, and types with very many paths, are compared in an
// instant.
func TestComparisonEnds(t *testing.T) {
	var types []string
	for i := range 60 {
		types = append(types, fmt.Sprintf("app.T%d{l app.T%d; r []app.T%d; up *app.T0}", i, i+1, i+1))
	}
	all := strings.Join(types, "\n")
	old, now := nested("t app.T0", all+"\napp.T60{x int32}"), nested("t app.T0", all+"\napp.T60{x string}")
	r := breaking.Compare(old, now)
	if len(r.Findings) != 1 || len(r.Findings[0].Also) != 8 {
		t.Errorf("found %v", r.Findings)
	}
}

// Types that the lock of an older evgen does not describe are not compared, and named.
func TestLockWithoutShapes(t *testing.T) {
	old, now := nested("line app.Line; at time.Time", ""), nested("line app.Line; at time.Time", "app.Line{sku string}")
	for _, pair := range [][2]*lockfile.File{{old, now}, {now, old}} {
		if r := breaking.Compare(pair[0], pair[1]); len(r.Findings) > 0 || !cmp.Equal(r.Unread, []string{"app.Line"}) {
			t.Errorf("found %v, unread %v", r.Findings, r.Unread)
		}
	}
	if r := breaking.Compare(old, old); len(r.Unread) > 0 {
		t.Errorf("unread in both: %v", r.Unread)
	}
}

// A change in a comment of a nested field is a change, and breaks nothing.
func TestNestedComment(t *testing.T) {
	old, now := nested("line app.Line", "app.Line{sku string}"), nested("line app.Line", "app.Line{sku string}")
	now.Topics[0].Shapes["app.Line"].Fields[0].Doc = "of the shop"
	if r := breaking.Compare(old, now); len(r.Findings) > 0 || breaking.Same(old, now) {
		t.Errorf("found %v, the same: %v", r.Findings, breaking.Same(old, now))
	}
}

// Every finding about a field has a text with its path, and a letter for some audience.
func TestNestedTexts(t *testing.T) {
	old := nested("lines []app.Line", "app.Line{sku string; qty int32; level app.Level; note string}\napp.Level=string")
	now := nested("lines []app.Line", "app.Line{code string; qty int64; level app.Level; note string,omit; gift bool}\napp.Level=int64")
	want := map[string]string{
		"lines[].sku":   `event "order.placed" has lost its field "lines[].sku" (string)`,
		"lines[].qty":   `field "lines[].qty" of event "order.placed" was int32 and is int64`,
		"lines[].level": `field "lines[].level" of event "order.placed" was app.Level (string) and is app.Level (int64)`,
		"lines[].note":  `field "lines[].note" of event "order.placed" was string and is string (left out if empty)`,
		"lines[].code":  `event "order.placed" has a new required field "lines[].code" (string)`,
		"lines[].gift":  `event "order.placed" has a new required field "lines[].gift" (bool)`,
	}
	got := map[string]string{}
	for _, f := range breaking.Compare(old, now).Findings {
		got[f.Field] = f.Text
		if f.Shape != "app.Line" || f.Worst() == breaking.Safe {
			t.Errorf("found %+v", f)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Two events that share a struct have a finding each.
func TestOneFindingForEachEvent(t *testing.T) {
	two := func(types string) *lockfile.File {
		f := nested("lines []app.Line", types)
		f.Topics = append(f.Topics, contract.Event{Name: "order.sent", Package: "app", GoName: "OrderSent", Fields: fieldsOf("line app.Line"), Shapes: f.Topics[0].Shapes})
		return f
	}
	found := breaking.Compare(two("app.Line{qty int32}"), two("app.Line{qty string}")).Findings
	if len(found) != 2 || found[0].Field != "lines[].qty" || found[1].Field != "line.qty" {
		t.Errorf("found %v", found)
	}
}
