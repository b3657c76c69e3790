package vet

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

// A wrapping is a way in which a program may come to a call of the bus, with "@" where
// the fault is planted, and "§" where each copy has a number. The line with the mark //!
// is the one that is reported.
type wrapping struct{ name, code string }

// A plant is what is written in the place of "@", and a part of the report about it.
type plant struct{ text, want string }

// wrappedNames are ways in which a name gets to the bus.
var wrappedNames = []wrapping{
	{"local constant", "func f§(ctx context.Context, b *events.Bus) {\n\tconst name = @\n\t_ = b.Emit(ctx, name, closed) //!\n}"},
	{"local variable", "func f§(ctx context.Context, b *events.Bus) {\n\tname := @ //!\n\t_ = b.Emit(ctx, name, closed)\n}"},
	{"package variable", "var name§ = @ //!\n\nfunc f§(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, name§, closed) }"},
	{"named string", "const name§ topic = @\n\nfunc f§(ctx context.Context, b *events.Bus) {\n\t_ = b.Emit(ctx, string(name§), closed) //!\n}"},
	{"fmt.Sprintf", "func f§(ctx context.Context, b *events.Bus) {\n\tname := fmt.Sprintf(\"%s\", @) //!\n\t_ = b.Emit(ctx, name, closed)\n}"},
	{"loop over a list", "func f§(ctx context.Context, b *events.Bus) {\n\tfor _, name := range []string{\n\t\t\"order.closed\",\n\t\t@, //!\n\t} {\n\t\t_ = b.Emit(ctx, name, closed)\n\t}\n}"},
	{"loop over a variable", "var names§ = [...]string{\n\t@, //!\n}\n\nfunc f§(ctx context.Context, b *events.Bus) {\n\tfor _, name := range names§ {\n\t\t_ = b.Emit(ctx, name, closed)\n\t}\n}"},
	{"loop over keys", "func f§(ctx context.Context, b *events.Bus) {\n\tfor name := range map[string]bool{\n\t\t@: true, //!\n\t} {\n\t\t_ = b.Emit(ctx, name, closed)\n\t}\n}"},
	{"element of a list", "func f§(ctx context.Context, b *events.Bus) {\n\tnames := []string{\n\t\t@, //!\n\t}\n\t_ = b.Emit(ctx, names[0], closed)\n}"},
	{"field", "type job§ struct{ name string }\n\nfunc f§(ctx context.Context, b *events.Bus) {\n\tj := job§{\n\t\tname: @, //!\n\t}\n\t_ = b.Emit(ctx, j.name, closed)\n}"},
	{"list of structs", "func f§(ctx context.Context, b *events.Bus) {\n\tfor _, c := range []struct {\n\t\tname string\n\t\tp    events.Payload\n\t}{\n\t\t{@, closed}, //!\n\t} {\n\t\t_ = b.Emit(ctx, c.name, c.p)\n\t}\n}"},
	{"own interface", "type bus§ interface {\n\tEmit(context.Context, string, events.Payload, ...events.EmitOption) error\n}\n\nfunc f§(ctx context.Context, b bus§) {\n\t_ = b.Emit(ctx, @, closed) //!\n}"},
	{"smaller interface", "type bus§ interface {\n\tEmit(ctx context.Context, name string, p events.Payload) error\n}\n\nfunc f§(ctx context.Context, b bus§) {\n\t_ = b.Emit(ctx, @, closed) //!\n}"},
	{"interface with another name", "type sender§ interface {\n\tSend(ctx context.Context, name string) error\n}\n\ntype real§ struct{ b *events.Bus }\n\nfunc (r real§) Send(ctx context.Context, name string) error { return r.b.Emit(ctx, name, closed) }\n\nfunc f§(ctx context.Context, s sender§) {\n\t_ = s.Send(ctx, @) //!\n}"},
	{"constraint", "type bus§ interface {\n\tEmit(ctx context.Context, name string, p events.Payload) error\n}\n\nfunc f§[B bus§](ctx context.Context, b B) {\n\t_ = b.Emit(ctx, @, closed) //!\n}"},
	{"function with a name", "func emit§(b *events.Bus, name string, p events.Payload) error {\n\treturn b.Emit(context.Background(), name, p)\n}\n\nfunc f§(b *events.Bus) {\n\t_ = emit§(b, @, closed) //!\n}"},
	{"method with a name", "type plugin§ struct{ b *events.Bus }\n\nfunc (p *plugin§) say(ctx context.Context, name string) { _ = p.b.As(\"x\").EmitWait(ctx, name, closed) }\n\nfunc f§(ctx context.Context, p *plugin§) {\n\tp.say(ctx, @) //!\n}"},
	{"two functions", "func inner§(b *events.Bus, name string) { _ = b.Emit(context.Background(), name, closed) }\n\nfunc outer§(name string, b *events.Bus) { inner§(b, name) }\n\nfunc f§(b *events.Bus) {\n\touter§(@, b) //!\n}"},
	{"generic function", "func emit§[T any](b *events.Bus, name string, reason T) error {\n\treturn b.Emit(context.Background(), name, events.Payload{\"order_id\": int64(1), \"reason\": reason})\n}\n\nfunc f§(b *events.Bus) {\n\t_ = emit§(b, @, \"x\") //!\n}"},
	{"function of another package", "func f§(ctx context.Context, b *events.Bus) {\n\t_ = sending.Send(ctx, b, @, closed) //!\n}"},
	{"method value", "func f§(ctx context.Context, b *events.Bus) {\n\temit := b.Emit\n\t_ = emit(ctx, @, closed) //!\n}"},
	{"method value in a field", "type caller§ struct {\n\temit func(context.Context, string, events.Payload, ...events.EmitOption) error\n}\n\nfunc new§(b *events.Bus) *caller§ { return &caller§{emit: b.Emit} }\n\nfunc (c *caller§) run(ctx context.Context) {\n\t_ = c.emit(ctx, @, closed) //!\n}"},
	{"parameter with a function", "func f§(ctx context.Context, emit func(context.Context, string, events.Payload, ...events.EmitOption) error) {\n\t_ = emit(ctx, @, closed) //!\n}"},
	{"function literal", "func f§(ctx context.Context, b *events.Bus) {\n\tsay := func(name string) { _ = b.Emit(ctx, name, closed) }\n\tsay(@) //!\n}"},
	{"method expression", "func f§(ctx context.Context, b *events.Bus) {\n\t_ = (*events.Bus).Emit(b, ctx, @, closed) //!\n}"},
	{"embedded bus", "type app§ struct{ *events.Bus }\n\nfunc f§(ctx context.Context, a app§) {\n\t_ = a.Emit(ctx, @, closed) //!\n}"},
	{"function that returns it", "func name§() string {\n\treturn @ //!\n}\n\nfunc f§(ctx context.Context, b *events.Bus) { _ = b.Emit(ctx, name§(), closed) }"},
	{"one of two values", "func f§(ctx context.Context, b *events.Bus, ok bool) {\n\tname := \"order.closed\"\n\tif ok {\n\t\tname = @ //!\n\t}\n\t_ = b.Emit(ctx, name, closed)\n}"},
	{"list of appends", "func f§(ctx context.Context, b *events.Bus) {\n\tvar names []string\n\tnames = append(names,\n\t\t@) //!\n\tfor _, name := range names {\n\t\t_ = b.Emit(ctx, name, closed)\n\t}\n}"},
}

// wrappedParts are ways in which the end of a name gets behind its front.
var wrappedParts = []wrapping{
	{"constants", "func f§(ctx context.Context, b *events.Bus) {\n\t_ = b.Emit(ctx, order+@, closed) //!\n}"},
	{"variable", "func f§(ctx context.Context, b *events.Bus) {\n\tfront := \"order\"\n\t_ = b.Emit(ctx, front+@, closed) //!\n}"},
	{"format", "func f§(ctx context.Context, b *events.Bus) {\n\t_ = b.Emit(ctx, fmt.Sprintf(\"%s%v\", order, @), closed) //!\n}"},
	{"method that adds the front", "type say§ struct{ b *events.Bus }\n\nfunc (s say§) order(verb string) { _ = s.b.Emit(context.Background(), \"order\"+verb, closed) }\n\nfunc f§(s say§) {\n\ts.order(@) //!\n}"},
	{"method that formats", "type say§ struct{ b *events.Bus }\n\nfunc (s say§) order(verb string) { _ = s.b.Emit(context.Background(), fmt.Sprintf(\"order%s\", verb), closed) }\n\nfunc f§(s say§) {\n\ts.order(@) //!\n}"},
	{"function that makes the name", "func name§(verb string) string { return order + verb }\n\nfunc f§(ctx context.Context, b *events.Bus) {\n\t_ = b.Emit(ctx, name§(@), closed) //!\n}"},
}

// wrappedListens are ways in which a name gets to a listener.
var wrappedListens = []wrapping{
	{"variable", "func f§(b *events.Bus) {\n\tname := @ //!\n\tb.On(name, nil)\n}"},
	{"loop", "func f§(b *events.Bus) {\n\tfor _, name := range []string{\n\t\t@, //!\n\t} {\n\t\tb.On(name, nil)\n\t}\n}"},
	{"function", "func on§(b *events.Bus, name string, h events.Handler) { b.On(name, h) }\n\nfunc f§(b *events.Bus) {\n\ton§(b, @, nil) //!\n}"},
	{"interface", "type bus§ interface {\n\tOn(string, events.Handler, ...events.Option) *events.Subscription\n}\n\nfunc f§(b bus§) {\n\tb.On(@, nil) //!\n}"},
	{"method value", "func f§(b *events.Bus) {\n\ton := b.On\n\ton(@, nil) //!\n}"},
	{"function of another package", "func f§(b *events.Bus) {\n\tsending.Listen(b, @, nil) //!\n}"},
	{"stream", "func f§(ctx context.Context, b *events.Bus) {\n\tname := @ //!\n\tfor range b.Stream(ctx, name) {\n\t\tbreak\n\t}\n}"},
	{"namespace", "func f§(b *events.Bus) {\n\tname := \"order.clsoed\" // want `no known event is in the namespace \"order.clsoed\"; did you mean \"order.closed\"`\n\tb.OnNamespace(name, nil)\n}"},
	{"topic by hand", "type own§ struct{}\n\nvar topic§ = typed.NewTopic[own§](\"order.clossed\") // want `nothing else declares event \"order.clossed\"; did you mean \"order.closed\"`\n\nfunc f§(b *events.Bus) { topic§.On(b, nil) }"},
}

// wrappedPayloads are ways in which a key with its value gets into a payload of
// order.closed. "@" is `"key": value`, "%" is `"key"] = value`.
var wrappedPayloads = []wrapping{
	{"variable", "func f§(ctx context.Context, b *events.Bus) {\n\tp := events.Payload{\n\t\t@, //!\n\t}\n\t_ = b.Emit(ctx, \"order.closed\", p) //?\n}"},
	{"step by step", "func f§(ctx context.Context, b *events.Bus, more bool) {\n\tp := events.Payload{}\n\tp[% //!\n\t_ = b.Emit(ctx, \"order.closed\", p) //?\n}"},
	{"made", "func f§(ctx context.Context, b *events.Bus) {\n\tp := make(map[string]any, 2)\n\tp[% //!\n\t_ = b.Emit(ctx, \"order.closed\", events.Payload(p)) //?\n}"},
	{"in a branch", "func f§(ctx context.Context, b *events.Bus, more bool) {\n\tp := events.Payload{}\n\tif more {\n\t\tp[% //!\n\t}\n\t_ = b.Emit(ctx, \"order.closed\", p) //?\n}"},
	{"function that returns it", "func payload§() events.Payload {\n\treturn events.Payload{\n\t\t@, //!\n\t}\n}\n\nfunc f§(ctx context.Context, b *events.Bus) {\n\t_ = b.Emit(ctx, \"order.closed\", payload§()) //?\n}"},
	{"method that builds it", "type order§ struct{}\n\nfunc (order§) payload() map[string]any {\n\tp := map[string]any{}\n\tp[% //!\n\treturn p\n}\n\nfunc f§(ctx context.Context, b *events.Bus, o order§) {\n\t_ = b.Emit(ctx, \"order.closed\", o.payload()) //?\n}"},
	{"function that fills it", "func fill§(p events.Payload) {\n\tp[% //!\n}\n\nfunc f§(ctx context.Context, b *events.Bus) {\n\tp := events.Payload{}\n\tfill§(p)\n\t_ = b.Emit(ctx, \"order.closed\", p) //?\n}"},
	{"package variable", "var payload§ = events.Payload{\n\t@, //!\n}\n\nfunc f§(ctx context.Context, b *events.Bus) {\n\t_ = b.Emit(ctx, \"order.closed\", payload§) //?\n}"},
	{"field", "type job§ struct{ p events.Payload }\n\nfunc f§(ctx context.Context, b *events.Bus) {\n\tj := job§{p: events.Payload{\n\t\t@, //!\n\t}}\n\t_ = b.Emit(ctx, \"order.closed\", j.p) //?\n}"},
	{"function with a name", "func emit§(b *events.Bus, name string, p events.Payload) { _ = b.Emit(context.Background(), name, p) }\n\nfunc f§(b *events.Bus) {\n\temit§(b, \"order.closed\", events.Payload{ //?\n\t\t@, //!\n\t})\n}"},
	{"function for one event", "func closed§(b *events.Bus, p events.Payload) { _ = b.Emit(context.Background(), \"order.closed\", p) }\n\nfunc f§(b *events.Bus) {\n\tclosed§(b, events.Payload{ //?\n\t\t@, //!\n\t})\n}"},
	{"method of another package", "func f§(ctx context.Context, s *sending.Sender) {\n\t_ = s.Closed(ctx, events.Payload{ //?\n\t\t@, //!\n\t})\n}"},
	{"method that adds the front", "func f§(ctx context.Context, s *sending.Sender) {\n\t_ = s.Order(ctx, \"closed\", events.Payload{ //?\n\t\t@, //!\n\t})\n}"},
	{"method value", "func f§(ctx context.Context, b *events.Bus) {\n\temit := b.EmitWait\n\t_ = emit(ctx, \"order.closed\", events.Payload{ //?\n\t\t@, //!\n\t})\n}"},
	{"interface", "type bus§ interface {\n\tEmit(ctx context.Context, name string, p events.Payload) error\n}\n\nfunc f§(ctx context.Context, b bus§) {\n\t_ = b.Emit(ctx, \"order.closed\", events.Payload{ //?\n\t\t@, //!\n\t})\n}"},
}

// wrappedReads are ways in which a handler of user.left reads a field.
var wrappedReads = []wrapping{
	{"function literal in a variable", "func f§(b *events.Bus) {\n\th := func(_ context.Context, e events.Event) error {\n\t\t_, err := events.Field[@2](e, @1) //!\n\t\treturn err\n\t}\n\tb.On(\"user.left\", h)\n}"},
	{"generic handler", "func handle§[T any](_ context.Context, e events.Event) error {\n\t_, err := events.Field[@2](e, @1) //!\n\treturn err\n}\n\nfunc f§(b *events.Bus) { b.On(\"user.left\", handle§[int]) }"},
	{"payload in a variable", "func f§(b *events.Bus) {\n\tb.On(\"user.left\", func(_ context.Context, e events.Event) error {\n\t\tp := e.Payload()\n\t\t_, _ = p[@1].(@2) //!\n\t\treturn nil\n\t})\n}"},
	{"function that gets the event", "func read§(e events.Event) error {\n\t_, err := events.Field[@2](e, @1) //!\n\treturn err\n}\n\nfunc f§(b *events.Bus) {\n\tb.On(\"user.left\", func(_ context.Context, e events.Event) error { return read§(e) })\n}"},
	{"function that gets the payload", "func read§(p events.Payload) {\n\t_, _ = p[@1].(@2) //!\n}\n\nfunc f§(b *events.Bus) {\n\tb.On(\"user.left\", func(_ context.Context, e events.Event) error { read§(e.Payload()); return nil })\n}"},
	{"function that gets the key", "func get§[T any](e events.Event, key string) T {\n\tv, _ := events.Field[T](e, key)\n\treturn v\n}\n\nfunc f§(b *events.Bus) {\n\tb.On(\"user.left\", func(_ context.Context, e events.Event) error {\n\t\t_ = get§[@2](e, @1) //!\n\t\treturn nil\n\t})\n}"},
	{"another name", "func f§(b *events.Bus) {\n\tb.On(\"user.left\", func(_ context.Context, e events.Event) error {\n\t\tevent := e\n\t\t_, err := events.Field[@2](event, @1) //!\n\t\treturn err\n\t})\n}"},
	{"handler of a handler", "func logged§(h events.Handler) events.Handler {\n\treturn func(ctx context.Context, e events.Event) error { return h(ctx, e) }\n}\n\nfunc f§(b *events.Bus) {\n\tb.On(\"user.left\", logged§(func(_ context.Context, e events.Event) error {\n\t\t_, err := events.Field[@2](e, @1) //!\n\t\treturn err\n\t}))\n}"},
	{"function that registers", "func on§(b *events.Bus, name string, h events.Handler) { b.On(name, h) }\n\nfunc f§(b *events.Bus) {\n\ton§(b, \"user.left\", func(_ context.Context, e events.Event) error {\n\t\t_, err := events.Field[@2](e, @1) //!\n\t\treturn err\n\t})\n}"},
	{"function of another package", "func f§(b *events.Bus) {\n\tsending.Listen(b, \"user.left\", func(_ context.Context, e events.Event) error {\n\t\t_, err := events.Field[@2](e, @1) //!\n\t\treturn err\n\t})\n}"},
	{"typed predicate", "func f§(b *events.Bus) {\n\tleft.On(b, nil, events.Predicate(func(e events.Event) bool {\n\t\t_, err := events.Field[@2](e, @1) //!\n\t\treturn err == nil\n\t}))\n}"},
	{"typed key", "func f§(b *events.Bus) {\n\tleft.OnEvent(b, nil, events.Async(events.Keyed(func(e events.Event) string {\n\t\t_, _ = e.Payload()[@1].(@2) //!\n\t\treturn \"\"\n\t})))\n}"},
	{"named predicate", "func wanted§(e events.Event) bool {\n\t_, err := events.Field[@2](e, @1) //!\n\treturn err == nil\n}\n\nfunc f§(b *events.Bus) { left.On(b, nil, events.Predicate(wanted§)) }"},
	{"option in a variable", "func f§(b *events.Bus) {\n\topts := []events.Option{events.Predicate(func(e events.Event) bool {\n\t\t_, err := events.Field[@2](e, @1) //!\n\t\treturn err == nil\n\t})}\n\tleft.On(b, nil, opts...)\n}"},
	{"function that makes an option", "func only§() events.Option {\n\treturn events.Predicate(func(e events.Event) bool {\n\t\t_, err := events.Field[@2](e, @1) //!\n\t\treturn err == nil\n\t})\n}\n\nfunc f§(b *events.Bus) { b.On(\"user.left\", nil, only§()) }"},
	{"stream", "func f§(ctx context.Context, b *events.Bus) {\n\tname := \"user.left\"\n\tfor e := range b.Stream(ctx, name) {\n\t\t_, _ = events.Field[@2](e, @1) //!\n\t}\n}"},
	{"variable with the key", "func f§(b *events.Bus) {\n\tb.On(\"user.left\", func(_ context.Context, e events.Event) error {\n\t\tkey := @1 //!\n\t\t_, err := events.Field[string](e, key)\n\t\treturn err\n\t})\n}"},
}

const wrappedHead = `package planted

import (
	"context"
	"fmt"
	"orders"
	"sending"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type (
	topic   string
	leaving struct {
		Name string ` + "`json:\"name\"`" + `
	}
)

const order = "order"

var (
	_      = fmt.Sprint
	_      orders.Line
	_      = sending.Send
	closed = anything()
	left   = typed.NewTopic[leaving]("user.left")
	Emits  = []events.EventSpec{{Name: "self.done"}}
)

func anything() (p events.Payload) { return p }
`

// wrappedFaults are all plants in all wrappings that suit them.
func wrappedFaults() []wrapping {
	var all []wrapping
	add := func(kind string, list []wrapping, plants ...plant) {
		for _, w := range list {
			for _, p := range plants {
				code, want := w.code, " // want `"+regexp.QuoteMeta(p.want)+"`"
				if strings.HasPrefix(kind, "missing") {
					code = strings.Replace(code, " //!", "", 1)
					code = strings.Replace(code, " //?", want, 1)
				}
				code = strings.Replace(code, " //!", want, 1)
				code = strings.Replace(code, " //?", " // want `is emitted without its`", 1)
				key, value, _ := strings.Cut(p.text, ": ")
				code = strings.NewReplacer("@1", key, "@2", value, "@", p.text, "p[%", "p["+key+"] = "+value).Replace(code)
				all = append(all, wrapping{kind + ": " + w.name, code})
			}
		}
	}
	add("misspelt", wrappedNames, plant{`"order.clsoed"`, `nothing declares event "order.clsoed"; did you mean "order.closed"?`})
	var sure []wrapping
	for _, w := range wrappedNames {
		if w.name != "one of two values" { // only a typo is sure there
			sure = append(sure, w)
		}
	}
	add("undeclared", sure, plant{`"cart.emptied"`, `nothing declares event "cart.emptied"`})
	add("put together", wrappedParts, plant{`".clsed"`, `did you mean "order.closed"?`}, plant{`".weighed"`, `nothing declares event "order.weighed"`})
	add("listen", wrappedListens, plant{`"order.clsed"`, `did you mean "order.closed"?`})
	add("key", wrappedPayloads, plant{`"colour": 1`, `event "order.closed" has no field "colour"`})
	add("type", wrappedPayloads, plant{`"order_id": "x"`, `field "order_id" of event "order.closed" is declared int64`})
	add("missing", wrappedPayloads, plant{`"order_id": int64(1)`, `event "order.closed" is emitted without its field "reason"`})
	add("read", wrappedReads, plant{`"nam": string`, `event "user.left" has no field "nam"; did you mean "name"?`})
	add("read type", wrappedReads[:len(wrappedReads)-1], plant{`"name": bool`, `field "name" of event "user.left" is declared string`})
	return all
}

// Every fault is found, also if a function, a variable or an interface is between it and
// the bus, and nothing else is reported.
func TestFindsWrappedFaults(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("the planted package assumes an int of 64 bits")
	}
	all := wrappedFaults()
	if len(all) < 150 {
		t.Errorf("only %d faults are planted", len(all))
	}
	var b strings.Builder
	b.WriteString(wrappedHead)
	for i, w := range all {
		fmt.Fprintf(&b, "\n// %s\n\n%s\n", w.name, strings.ReplaceAll(w.code, "§", fmt.Sprint(i)))
	}
	files := standIns(t)
	files["planted/planted.go"] = strings.Replace(b.String(), "package planted", "package planted // want package:\"self.done\"", 1)
	dir, cleanup, err := analysistest.WriteFiles(files)
	if err != nil {
		t.Fatal(err)
	}
	defer cleanup()
	t.Logf("%d faults", len(all))
	analysistest.Run(t, dir, allChecks, "planted")
}
