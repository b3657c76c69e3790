package bloat

import (
	"fmt"
	"strings"
)

// A Style is what a program delivers its events with.
type Style int

const (
	// WithBus programs emit through the bus.
	WithBus Style = iota
	ByHand        // a slice of functions, and a goroutine with a channel
)

// main stands in a package of its own: the go command compiles it again where
// only the linker has other flags.
const main = `package main

import "example.com/%s/payloads"

func main() { payloads.Use() }
`

const head = `package payloads

import (
	"context"
%s)

var sum int64

type bus struct{ ctx context.Context%s }

func Use() {
	b := bus{ctx: context.Background()%s}
%s%s}
`

// each is what stands once for each payload type.
var each = map[Style]string{
	WithBus: `
type Payload%[1]d struct {
	ID       int64
	Name%[1]d string
	Seen     bool
	Count%[1]d int
}

var topic%[1]d = typed.NewTopic[Payload%[1]d]("bloat.event%[1]d")

func use%[1]d(b bus) {
	topic%[1]d.On(b.events, func(_ context.Context, p Payload%[1]d) error { sum += p.ID; return nil })
	topic%[1]d.On(b.events, func(_ context.Context, p Payload%[1]d) error { sum -= p.ID; return nil }, events.Async())
	if err := topic%[1]d.Emit(b.ctx, b.events, Payload%[1]d{ID: %[1]d}); err != nil {
		panic(err)
	}
}
`,
	ByHand: `
type Payload%[1]d struct {
	ID       int64
	Name%[1]d string
	Seen     bool
	Count%[1]d int
}

var listeners%[1]d []func(context.Context, Payload%[1]d) error

func use%[1]d(b bus) {
	queue, done := make(chan Payload%[1]d, 1024), make(chan struct{})
	go func() {
		defer close(done)
		for p := range queue {
			sum -= p.ID
		}
	}()
	listeners%[1]d = append(listeners%[1]d, func(_ context.Context, p Payload%[1]d) error { sum += p.ID; return nil })
	for _, listener := range listeners%[1]d {
		if err := listener(b.ctx, Payload%[1]d{ID: %[1]d}); err != nil {
			panic(err)
		}
	}
	queue <- Payload%[1]d{ID: %[1]d}
	close(queue)
	<-done
}
`,
}

// Source returns the package with that many payload types.
func Source(style Style, types int) string {
	imports, field, value, end := "", "", "", ""
	if style == WithBus {
		imports = "\n\t\"github.com/fastpluggy/eventbus/events\"\n\t\"github.com/fastpluggy/eventbus/typed\"\n"
		field, value = "; events *events.Bus", ", events: events.New()"
		end = "\tif err := b.events.Close(b.ctx); err != nil {\n\t\tpanic(err)\n\t}\n"
	}
	var uses, all strings.Builder
	for i := range types {
		fmt.Fprintf(&uses, "\tuse%d(b)\n", i)
		fmt.Fprintf(&all, each[style], i)
	}
	return fmt.Sprintf(head, imports, field, value, &uses, end) + all.String()
}
