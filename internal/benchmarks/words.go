package benchmarks

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

// The code that case_words.go measures, for each payload: a handler, the emits, and the
// loop by hand. The loop stands in a function of its own that is not inlined,
// as the emit of a library is not.

func countOne(c *Counter) func(context.Context, oneWord) error {
	return func(_ context.Context, p oneWord) error { c.Hit(p.Emitter); return nil }
}

func emitOne(bus *events.Bus, n int) {
	for range n {
		_ = topicOne.Emit(ctx, bus, valueOne)
	}
}

func loopOne(fns *handlers[oneWord], n int) {
	for range n {
		callOne(ctx, fns, valueOne)
	}
}

//go:noinline
func callOne(ctx context.Context, fns *handlers[oneWord], p oneWord) {
	for _, f := range *fns.Load() {
		_ = f(ctx, p)
	}
}

func countSix(c *Counter) func(context.Context, sixWords) error {
	return func(_ context.Context, p sixWords) error { c.Hit(p.Emitter); return nil }
}

func emitSix(bus *events.Bus, n int) {
	for range n {
		_ = topicSix.Emit(ctx, bus, valueSix)
	}
}

func loopSix(fns *handlers[sixWords], n int) {
	for range n {
		callSix(ctx, fns, valueSix)
	}
}

//go:noinline
func callSix(ctx context.Context, fns *handlers[sixWords], p sixWords) {
	for _, f := range *fns.Load() {
		_ = f(ctx, p)
	}
}

func countTwenty(c *Counter) func(context.Context, twentyWords) error {
	return func(_ context.Context, p twentyWords) error { c.Hit(p.Emitter); return nil }
}

func emitTwenty(bus *events.Bus, n int) {
	for range n {
		_ = topicTwenty.Emit(ctx, bus, valueTwenty)
	}
}

func loopTwenty(fns *handlers[twentyWords], n int) {
	for range n {
		callTwenty(ctx, fns, valueTwenty)
	}
}

//go:noinline
func callTwenty(ctx context.Context, fns *handlers[twentyWords], p twentyWords) {
	for _, f := range *fns.Load() {
		_ = f(ctx, p)
	}
}
