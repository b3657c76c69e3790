package vet

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

// A fault is one line that a program may contain, and part of the report about it.
type fault struct{ class, line, want string }

// faults are planted into a package that imports "shop", whose events they get
// wrong, or into its list of specs.
func faults() []fault {
	var all []fault
	plant := func(class, want, format string, values ...string) {
		for _, v := range values {
			all = append(all, fault{class, fmt.Sprintf(format, v), want})
		}
	}
	const emit, order = `_ = b.Emit(ctx, %s, nil)`, `_ = b.Emit(ctx, "order.shipped", events.Payload{%s})`

	plant("undeclared", `did you mean "order.shipped"?`, emit,
		`"order.shiped"`, `"order.shippedd"`, `"order.shippde"`, `"Order.Shipped"`, `"order_shipped"`, `"ordr.shipped"`, `"order.shpped"`, `"order-shipped"`, `prefix + ".shippd"`, "`order.schipped`")
	plant("undeclared", `add it to the []events.EventSpec`, emit, `"cart.emptied"`, `"stock.low"`, `unknownName`)
	plant("undeclared", `did you mean "user.renamed"?`, `_ = b.As("x").EmitWait(ctx, %s, nil)`, `"user.rename"`, `"user.renamd"`, `"usr.renamed"`)
	plant("undeclared", `did you mean "user.renamed"?`, `b.On(%s, nil)`, `"user.rename"`, `"user.ranamed"`, `"userrenamed"`)
	plant("undeclared", `no import, declares event`, `b.On(%s, nil)`, `"weather.changed"`, `"moon.risen"`)
	plant("undeclared", `no import, declares event`, `for range b.Stream(ctx, %s) { break }`, `"tide.turned"`)
	plant("undeclared", `did you mean "stock.counted"?`, `_ = b.Explain(%s)`, `"stock.countd"`, `"stock.ccounted"`)

	plant("key", `did you mean "order_id"?`, order,
		`"orderId": id, "address": "x"`, `"order_ID": id, "address": "x"`, `"oder_id": id, "address": "x"`, `"order-id": id, "address": "x"`, `"order_i": id, "address": "x"`)
	plant("key", `did you mean "carrier"?`, order, `"order_id": id, "address": "x", "carier": "x"`, `"order_id": id, "address": "x", "carrrier": "x"`)
	plant("key", `has no field`, order,
		`"order_id": id, "address": "x", "colour": 1`, `"order_id": id, "address": "x", "session": id`, `"order_id": id, "address": "x", foreign: id`)
	plant("key", `it has no fields`, `_ = b.Emit(ctx, "shop.opened", map[string]any{%s})`, `"at": 9`, `"door": "front"`)

	plant("missing", `without its field "address" (string)`, order, `"order_id": id`, `"order_id": id, "carrier": "DHL"`)
	plant("missing", `without its field "order_id" (int64)`, order, `"address": "x"`, `"address": "x", "carrier": nil`)
	plant("missing", `without its fields "order_id" (int64), "address" (string)`, `_ = b.EmitWait(ctx, "order.shipped", %s)`, `nil`, `events.Payload{}`, `map[string]any{"carrier": "x"}`)
	plant("missing", `without its field "name" (string)`, `_ = b.Emit(ctx, "user.renamed", %s, events.From("x"))`, `nil`, `events.Payload{}`)

	const id, rest = `_ = b.Emit(ctx, "order.shipped", events.Payload{"order_id": %s, "address": "x"})`, `_ = b.Emit(ctx, "order.shipped", events.Payload{"order_id": id, "address": "x", %s})`
	plant("type", `untyped ones an int; write int64(`, id, `3`, `-1`, `seven`, `number`, `len(name)`, `1 << 40`)
	plant("type", `write int64(`, id, `int32(3)`, `uint8(3)`, `'a'`, `kind(3)`, `2.0`)
	plant("type", `only if it is not nil`, id, `&id`)
	plant("type", `which no listener can read as one`, id, `"3"`, `3.5`, `true`, `[]int64{1}`, `func() {}`, `uint64(1) << 63`)
	plant("type", `from nil`, id, `nil`)
	plant("type", `only if that loses nothing`, id, `uint64(number)`, `float64(number)`)
	plant("type", `declared float32`, rest, `"weight": 2`, `"weight": 2.5`, `"weight": 0.1`, `"weight": "heavy"`)
	plant("type", `declared time.Time`, rest, `"at": name`, `"at": "yesterday"`, `"at": id`, `"at": "2026-11-25T10:00:00Z"`)
	plant("type", `declared []string`, rest, `"tags": []int{1}`, `"tags": "a,b"`, `"tags": map[string]any{}`)
	plant("type", `declared shop.Kind`, rest, `"kind": "parcel"`, `"kind": name`)
	plant("type", `declared map[string]any`, rest, `"extra": events.Payload{}`, `"extra": 1`)

	const handler = `b.On("order.shipped", func(_ context.Context, e events.Event) error { %s; return nil })`
	plant("field", `write events.Field[int64]`, handler,
		`_, _ = events.Field[string](e, "order_id")`, `_, _ = events.Field[int32](e, "order_id")`, `_, _ = events.Field[bool](e, "order_id")`, `_, _ = events.Field[uint64](e, "order_id")`, `_, _ = events.Field[time.Time](e, "order_id")`)
	plant("field", `write events.Field[string]`, handler, `_, _ = events.Field[int](e, "address")`, `_, _ = events.Field[[]string](e, "address")`)
	plant("field", `did you mean "address"?`, handler, `_, _ = events.Field[string](e, "adress")`, `_, _ = e.Get("addres")`, `_ = e.Payload()["addresss"]`)
	plant("field", `read one of those`, handler, `_, _ = events.Field[string](e, "colour")`, `_, _ = e.Get("zip")`)

	plant("untyped", `has a typed topic that checks the payload`, `%s`,
		`_ = b.Emit(ctx, "shop.opened", nil)`, `_ = b.EmitWait(ctx, "shop.opened", events.Payload{})`, `_ = b.Emit(ctx, "stock.counted", events.Payload{"count": 3})`, `_ = b.As("x").Emit(ctx, "stock.counted", map[string]any{"count": number})`)
	plant("untyped", `the handler reads fields of event "stock.counted" by name`, `b.On("stock.counted", func(_ context.Context, e events.Event) error { %s; return nil })`,
		`_, _ = events.Field[int](e, "count")`, `_, _ = e.Get("count")`)

	plant("goroutine", `is lost here`, `b.On("user.renamed", func(ctx context.Context, e events.Event) error { ctx, cancel := context.WithCancel(ctx); %s; _ = cancel; return nil })`,
		`go send(ctx)`, `go func() { defer cancel(); send(ctx) }()`, `go func() { send(ctx) }()`, `go func() error { return send(ctx) }()`)

	plant("listens", `this package needs the field`, "spec:"+`{Name: "order.shipped", Payload: events.Schema{%s}},`,
		`"order_id": "string"`, `"address": "int"`, `"carrier": "string"`, `"colour": "string"`, `"adress": "string"`, `"order_id": "int32"`)
	plant("listens", `which this package says it listens to; did you mean`, "spec:"+`{Name: %s},`, `"order.shiped"`, `"user.renamd"`)
	plant("lock", `events.lock.json is stale: it lacks event "self.done"`, "emit:"+`{Name: %s, Payload: events.Schema{}},`, `"self.done"`) // the first of the list
	plant("unemitted", `nothing in this package emits it`, "emit:"+`{Name: %s, Payload: events.Schema{}},`, `"self.begun"`, `"self.ended"`, `prefix + ".lost"`)
	return all
}

const (
	plantedHead = `package planted

import (
	"context"
	"shop"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

var (
	_ time.Time
	_ shop.Kind
)

const (
	prefix      = "order"
	unknownName = "nobody.knows"
	foreign     = "session_id"
	seven       = 7
)

type kind int

func send(context.Context) error { return nil }

func fine(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, "self.done", nil) }
`
	emptyLock = `{"version": 1, "topics": [], "listens": [], "reserved": [], "accepted": []}`
	params    = "ctx context.Context, b *events.Bus, id int64, number int, name string"
)

// plantedPackage writes each fault on a line of its own, with the report that it
// wants.
func plantedPackage(all []fault) string {
	lists := map[string]*strings.Builder{"spec": {}, "emit": {}}
	var funcs strings.Builder
	for i, f := range all {
		want := " // want `" + regexp.QuoteMeta(f.want) + "`\n"
		list, line, ok := strings.Cut(f.line, ":{")
		if ok && lists[list] != nil {
			lists[list].WriteString("\t{" + line + want)
			continue
		}
		fmt.Fprintf(&funcs, "\nfunc fault%d(%s) {\n\t%s%s}\n", i, params, f.line, want)
	}
	return plantedHead + "\nvar Listens = []events.EventSpec{\n" + lists["spec"].String() + "}\n" +
		"\nvar Emits = []events.EventSpec{\n" + lists["emit"].String() + "}\n" + funcs.String()
}

// Every planted fault is reported at its line, and nothing else is.
func TestFindsPlantedFaults(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("the planted package assumes an int of 64 bits")
	}
	all := faults()
	classes := map[string]int{}
	for _, f := range all {
		classes[f.class]++
	}
	if len(all) < 100 {
		t.Errorf("only %d faults are planted", len(all))
	}
	t.Logf("%d faults: %v", len(all), classes)
	files := standIns(t)
	files["planted/planted.go"] = strings.Replace(plantedPackage(all), "package planted", "package planted // want package:\"self.begun\"", 1)
	files["go.mod"], files["events.lock.json"] = "module planted\n", emptyLock
	dir, cleanup, err := analysistest.WriteFiles(files)
	if err != nil {
		t.Fatal(err)
	}
	defer cleanup()
	analysistest.Run(t, dir, allChecks, "planted")
}

// standIns are the files of the testdata that the others import.
func standIns(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	root := filepath.Join(analysistest.TestData(), "src")
	for _, dir := range []string{"github.com", "shop", "orders", "sending"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			rel, _ := filepath.Rel(root, path)
			files[filepath.ToSlash(rel)] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}
