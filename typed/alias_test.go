package typed_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

func takePlaced(_ context.Context, o PlacedOrder) error {
	sink += o.ID + int64(len(o.Lines))
	return nil
}

func takeTwin(_ context.Context, o TwinOrder) error {
	sink += o.Number + int64(len(o.Lines))
	return nil
}
func takeStock(_ context.Context, o StockOrder) error { sink += int64(len(o.Lines)); return nil }

// B93: a listener with structs of its own of the same layout costs an emit what one with
// the emitter's struct does: it allocates nothing, and takes at most 1.2 times as long.
// The bound here is wide, since machines are busy.
func TestSameLayoutCostsNothing(t *testing.T) {
	o := placed(20)
	plain, twin := events.New(), events.New()
	placedTopic.On(plain, takePlaced)
	twinTopic.On(twin, takeTwin)
	before := sink
	if n := testing.AllocsPerRun(200, func() { _ = placedTopic.Emit(ctx, twin, o) }); n > 0 || sink == before {
		t.Errorf("an emit allocates %v times, want none", n)
	}
	var best [2]time.Duration
	for range 200 { // by turns, and the best of each: what disturbs one disturbs both
		for i, b := range []*events.Bus{plain, twin} {
			start := time.Now()
			for range 500 {
				_ = placedTopic.Emit(ctx, b, o)
			}
			if d := time.Since(start); best[i] == 0 || d < best[i] {
				best[i] = d
			}
		}
	}
	t.Logf("an emit takes %v, and %v with the same layout: %.2f times", best[0]/500, best[1]/500, float64(best[1])/float64(best[0]))
	if best[1] > 2*best[0] && !raceEnabled {
		t.Errorf("an emit takes %v, and %v with the same layout", best[0]/500, best[1]/500)
	}
}

// The conversion of 20 lines in an emit, beside the loop by hand in the handler of a
// listener with the emitter's struct, which is what it saves.
func TestOwnLinesCostLittle(t *testing.T) {
	o := placed(20)
	o.Best = nil
	var buses []*events.Bus
	for _, listen := range []func(*events.Bus){
		func(b *events.Bus) {
			placedTopic.On(b, func(_ context.Context, o PlacedOrder) error {
				lines := make([]StockLine, len(o.Lines))
				for i := range o.Lines {
					lines[i] = StockLine{int64(o.Lines[i].Qty), Color(o.Lines[i].SKU)}
				}
				return takeStock(ctx, StockOrder{Lines: lines})
			})
		},
		func(b *events.Bus) { stockTopic.On(b, takeStock) },
		func(b *events.Bus) { stockGenerated.On(b, takeStock) },
	} {
		b := events.New(events.WithSlowThreshold(0))
		listen(b)
		buses = append(buses, b)
	}
	best := make([]time.Duration, len(buses))
	for range 200 {
		for i, b := range buses {
			start := time.Now()
			for range 100 {
				_ = placedTopic.Emit(ctx, b, o)
			}
			if d := time.Since(start); best[i] == 0 || d < best[i] {
				best[i] = d
			}
		}
	}
	t.Logf("an emit takes %v with a loop by hand, %v by hand, %v generated", best[0]/100, best[1]/100, best[2]/100)
	if slowest := max(best[1], best[2]); slowest > 8*best[0] && !raceEnabled {
		t.Errorf("an emit takes %v with a loop by hand, and %v without", best[0]/100, slowest/100)
	}
}

// After a failure on the quick way the round goes on as any other: it is reported with the
// payload of the emitter, the others get the event, and Off is respected.
func TestSameLayoutAfterAFailure(t *testing.T) {
	var told []any
	b := events.New(events.WithErrorHandler(func(_ context.Context, e events.Event, _ events.ListenerInfo, _ error) {
		lines, _ := e.Get("lines")
		told = append(told, lines)
	}))
	var order []string
	note := func(name string, err error) func(context.Context, TwinOrder) error {
		return func(context.Context, TwinOrder) error { order = append(order, name); return err }
	}
	var last *events.Subscription
	twinTopic.On(b, note("first", nil))
	twinTopic.On(b, note("fails", errors.New("no")))
	twinTopic.On(b, func(context.Context, TwinOrder) error { order = append(order, "panics"); panic("no") })
	twinTopic.On(b, func(context.Context, TwinOrder) error { order = append(order, "takes off"); last.Off(); return nil })
	last = twinTopic.On(b, note("off", nil))
	twinTopic.On(b, note("last", nil))
	must(t, placedTopic.Emit(ctx, b, placed(1)))
	if want := []string{"first", "fails", "panics", "takes off", "last"}; !slices.Equal(order, want) {
		t.Errorf("called %q, want %q", order, want)
	}
	if len(told) != 2 {
		t.Fatalf("told %d failures", len(told))
	}
	for _, lines := range told {
		if _, ok := lines.([]OrderLine); !ok {
			t.Errorf("the error handler got %T, want the emitter's type", lines)
		}
	}
}

var upcastRuns int

// An Upcast counts also for a listener that was converted for in one go before.
func TestUpcastBeforeOneConversion(t *testing.T) {
	type older struct {
		Cents int64 `json:"amount"`
	}
	type newer struct {
		Amount int64   `json:"amount"`
		Unit   *string `json:"unit"`
	}
	type same struct {
		Sum int32 `json:"amount"`
	}
	upcastRuns++ // an Upcast is for the whole program, also for the next run of -count
	name := fmt.Sprintf("paid.cents%d", upcastRuns)
	from, to, reader := typed.NewTopic[older](name), typed.NewTopic[newer](name), typed.NewTopic[same](name)
	b := events.New()
	var got []same
	reader.On(b, heard(&got))
	must(t, from.Emit(ctx, b, older{500}))
	typed.Upcast(from, to, func(o older) (newer, error) { return newer{Amount: o.Cents / 100}, nil })
	must(t, from.Emit(ctx, b, older{500}))
	if len(got) != 2 || got[0].Sum != 500 || got[1].Sum != 5 {
		t.Errorf("got %v, want 500 before the Upcast and 5 after it", got)
	}
}

// BenchmarkOrder shows an order of 20 lines with each kind of listener, beside the loop
// that a programmer would write.
func BenchmarkOrder(b *testing.B) {
	o := placed(20)
	o.Best = nil
	var converted StockOrder
	b.Run("loop by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			converted.Lines = make([]StockLine, len(o.Lines))
			for i := range o.Lines {
				converted.Lines[i] = StockLine{int64(o.Lines[i].Qty), Color(o.Lines[i].SKU)}
			}
			_ = takeStock(ctx, converted)
		}
	})
	for name, listen := range map[string]func(*events.Bus){
		"the emitter's struct":  func(b *events.Bus) { placedTopic.On(b, takePlaced) },
		"own, of one layout":    func(b *events.Bus) { twinTopic.On(b, takeTwin) },
		"own, by hand":          func(b *events.Bus) { stockTopic.On(b, takeStock) },
		"own, generated":        func(b *events.Bus) { stockGenerated.On(b, takeStock) },
		"field of another type": func(b *events.Bus) { b.On("order.lines", takeLines) },
	} {
		b.Run(name, func(b *testing.B) {
			bus := events.New(events.WithSlowThreshold(0))
			listen(bus)
			b.ReportAllocs()
			for b.Loop() {
				_ = placedTopic.Emit(ctx, bus, o)
			}
		})
	}
}

func takeLines(_ context.Context, e events.Event) error {
	lines, err := events.Field[[]StockLine](e, "lines")
	sink += int64(len(lines))
	return err
}
