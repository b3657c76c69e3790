package peers

import (
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/peers/bloat"
)

// bloatCases: what payload types cost a program and its build. An entry takes
// four builds, the first of which fills the build cache with what all share.
func bloatCases() []Case {
	return []Case{{Name: "bloat", Span: "1x", Rounds: 1, Limit: 4 * time.Minute, Entries: []Entry{
		{Name: ours, Slow: true, Run: func(b *testing.B) { payloadTypes(b, bloat.WithBus) }},
		{Name: "by-hand", Slow: true, Run: func(b *testing.B) { payloadTypes(b, bloat.ByHand) }},
	}}}
}

func payloadTypes(b *testing.B, style bloat.Style) {
	build := bloat.Builder{Root: "../..", Style: style}
	if err := build.Fill(ctx); err != nil {
		b.Fatal(err)
	}
	few, some, many := measured(b, build, 1), measured(b, build, 51), measured(b, build, 101)
	types := float64(many.Types - few.Types)
	b.ReportMetric(float64(many.Bytes-few.Bytes)/types, "B/type")
	b.ReportMetric(float64(many.Functions-few.Functions)/types, "functions/type")
	b.ReportMetric(float64(few.Build), "ns/build-1")
	b.ReportMetric(float64(some.Build), "ns/build-51")
	b.ReportMetric(float64(many.Build), "ns/build-101")
}

func measured(b *testing.B, build bloat.Builder, types int) bloat.Program {
	p, err := build.Measure(ctx, types)
	if err != nil {
		b.Fatal(err)
	}
	return p
}
