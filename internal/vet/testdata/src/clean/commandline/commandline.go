// Command commandline emits and explains what its user asks for.
package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{{Name: "tool.begun", Payload: events.Schema{"args": "[]string"}}, {Name: "tool.ended", Payload: events.Schema{"code": "int"}}}

type recorder struct{ names []string }

func (r *recorder) emit(_ context.Context, name string, _ events.Payload, _ ...events.EmitOption) error {
	r.names = append(r.names, name)
	return nil
}

func begin(ctx context.Context, emit func(context.Context, string, events.Payload, ...events.EmitOption) error) error {
	return emit(ctx, "tool.begun", events.Payload{"args": flag.Args()})
}

func main() {
	ctx, b := context.Background(), events.New()
	name := flag.String("event", "tool.event", "the event to emit")
	listenTo := flag.String("listen", "", "")
	flag.Parse()
	r := new(recorder)
	_ = begin(ctx, r.emit)
	_ = begin(ctx, b.Emit)
	_ = b.Emit(ctx, *name, nil)
	if *listenTo != "" {
		for e := range b.Stream(ctx, *listenTo) {
			fmt.Println(e.Name, e.Payload()["anything"])
		}
	}
	fmt.Println(b.Explain(flag.Arg(0)))
	_ = b.Emit(ctx, "tool.ended", events.Payload{"code": 0})
}
