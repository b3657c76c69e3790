package events_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// An order leads to much that its listeners share.
type order struct {
	Lines  []Line            `json:"lines"`
	Labels map[string]string `json:"labels"`
	Buyer  *Buyer            `json:"buyer"`
	Note   string            `json:"note"`
}

type Line struct{ SKU string }

// wrapped has exported fields in a struct that is not.
type wrapped struct{ hidden }

type hidden struct{ Tags []string }

type Buyer struct {
	Name  string
	Next  *Buyer
	visit int // other packages can't change it
}

func anOrder() order {
	b := &Buyer{Name: "ada"}
	b.Next = b // in a circle
	return order{Lines: []Line{{"a"}, {"b"}}, Labels: map[string]string{"x": "1", "y": "2"}, Buyer: b, Note: "n"}
}

var orders = typed.NewTopic[order]("order.placed")

// mutations are the fields that listeners were found to have changed, in order.
func mutations(err error) (fields []string) {
	var all interface{ Unwrap() []error }
	if !errors.As(err, &all) {
		return nil
	}
	for _, one := range all.Unwrap() {
		var m *events.MutationError
		if errors.As(one, &m) {
			fields = append(fields, m.Fields...)
		}
	}
	return fields
}

// checking returns a bus with the check, which says nothing of failures.
func checking() *events.Bus {
	return events.New(events.WithMutationCheck(), events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
}

// B44: the check compares before and after each listener, and names the culprit.
func TestB44_MutationCheckNamesTheCulprit(t *testing.T) {
	for want, change := range map[string]func(order){
		"lines":  func(o order) { o.Lines[1].SKU = "z" },
		"labels": func(o order) { o.Labels["x"] = "9" },
		"buyer":  func(o order) { o.Buyer.Name = "eve" },
		"buyer lines": func(o order) {
			slices.Reverse(o.Lines)
			o.Buyer.Next = nil
		},
		"":        func(o order) { o.Note, o.Lines, o.Buyer = "mine alone", nil, nil; _ = append(o.Lines, Line{}) },
		"labels ": func(o order) { delete(o.Labels, "y") },
	} {
		for how, opts := range map[string][]events.Option{"sync": nil, "async": {events.Async()}, "keyed": {events.Async(events.Keyed(func(events.Event) string { return "" }))}} {
			t.Run(fmt.Sprint(want, " ", how), func(t *testing.T) {
				b := checking()
				innocent := func(context.Context, events.Event) error { return nil }
				b.On("order.placed", innocent, events.Label("innocent"), events.Priority(1))
				orders.On(b, func(_ context.Context, o order) error { change(o); return nil }, append(opts, events.Label("culprit"))...)
				if how == "sync" { // else it would look while another writes, which the race detector would rightly report
					b.OnAny(innocent, events.Label("innocent"), events.Priority(-1))
				}
				err := orders.EmitWait(t.Context(), b, anOrder())
				if got := strings.Join(mutations(err), " "); got != strings.TrimSpace(want) {
					t.Fatalf("found %q, want %q: %v", got, want, err)
				}
				var l *events.ListenerError
				if errors.As(err, &l) && l.Listener != "culprit" {
					t.Errorf("%s is blamed", l.Listener)
				}
				closeBus(t, b)
			})
		}
	}
}

// B44: untyped listeners are checked as well, with whatever a map may hold.
func TestB44_MutationCheckWalksOverAnything(t *testing.T) {
	self := []any{nil}
	self[0] = self
	large := make(map[int]int)
	for i := range 20_000 {
		large[i] = i
	}
	p := events.Payload{
		"self": self, "large": large, "nan": math.NaN(), "func": func() {}, "chan": make(chan int), "nil": nil,
		"bytes": []byte("abc"), "time": time.Now(), "complex": complex(1, 2), "array": [2]*Buyer{{Name: "x", visit: 1}, nil},
		"wrapped": &wrapped{hidden{[]string{"x"}}}, "long": make([]struct{}, 1<<30),
		"nested": map[string]any{"list": []int{1, 2, 3}, "same": large, "float": 1.5},
	}
	b := checking()
	looks := func(_ context.Context, e events.Event) error {
		p := e.Payload()
		p["bytes"] = "another"            // the listener's own map
		p["array"].([2]*Buyer)[0].visit++ // unexported
		p["large"].(map[int]int)[1]++     // too large to be looked at
		return nil
	}
	b.On("a", looks)
	if err := b.EmitWait(t.Context(), "a", p); err != nil {
		t.Fatal(err)
	}
	b.On("a", func(_ context.Context, e events.Event) error {
		e.Payload()["bytes"].([]byte)[0] = 'z'
		e.Payload()["self"].([]any)[0] = 1
		e.Payload()["wrapped"].(*wrapped).Tags[0] = "y"
		return errors.New("and fails, too")
	})
	err := b.EmitWait(t.Context(), "a", p)
	if got := strings.Join(mutations(err), " "); got != "bytes self wrapped" {
		t.Errorf("found %q", got)
	}
	if !strings.Contains(err.Error(), "and fails, too") || !strings.Contains(err.Error(), `inside "bytes", "self", "wrapped"`) {
		t.Errorf("the error is: %v", err)
	}
}

// Without the option nothing is checked.
func TestB44_NoMutationCheckByDefault(t *testing.T) {
	b := events.New()
	b.On("a", func(_ context.Context, e events.Event) error { e.Payload()["l"].([]int)[0] = 9; return nil })
	if err := b.EmitWait(t.Context(), "a", events.Payload{"l": []int{1}}); err != nil {
		t.Error(err)
	}
}

func ExampleWithMutationCheck() {
	report := func(_ context.Context, _ events.Event, l events.ListenerInfo, err error) {
		fmt.Println(l.Name+":", err)
	}
	b := events.New(events.WithMutationCheck(), events.WithErrorHandler(report))
	b.On("cart.changed", func(_ context.Context, e events.Event) error {
		items, err := events.Field[[]string](e, "items")
		slices.Sort(items) // everybody's
		return err
	}, events.Label("sorter"))
	_ = b.Emit(context.Background(), "cart.changed", events.Payload{"items": []string{"tea", "milk"}})
	// Output: sorter: events: "cart.changed": the listener changed what is inside "items", which all listeners share: let it change a copy (slices.Clone, maps.Clone, *p)
}

func BenchmarkMutationCheck(b *testing.B) {
	for name, bus := range map[string]*events.Bus{"off": events.New(), "on": events.New(events.WithMutationCheck())} {
		b.Run(name, func(b *testing.B) {
			bus.On("a", func(context.Context, events.Event) error { return nil })
			p := events.Payload{"id": 1, "name": "ada", "admin": true, "at": time.Now()}
			for b.Loop() {
				_ = bus.Emit(b.Context(), "a", p)
			}
		})
	}
}
