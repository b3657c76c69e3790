package peers

import (
	"context"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/peers/bloat"
)

const buildLimit = 5 * time.Minute

// bloatCases: what payload types cost a program and its build. An entry takes
// four builds, of 1, 1, 51 and 101 types; the first fills the build cache with
// what all share.
func bloatCases() []Case {
	return []Case{{Name: "bloat", Span: "1x", Rounds: 1, Limit: buildLimit, Entries: []Entry{
		{Name: ours, Slow: true, Run: func(b *testing.B) { payloadTypes(b, bloat.WithBus) }},
		{Name: "by-hand", Slow: true, Run: func(b *testing.B) { payloadTypes(b, bloat.ByHand) }},
	}}}
}

func payloadTypes(b *testing.B, style bloat.Style) {
	build := bloat.Builder{Root: "../..", Style: style}
	// The testing package cannot end a benchmark that takes too long, nor the
	// builds that it has begun.
	ctx, cancel := context.WithTimeout(ctx, buildLimit-10*time.Second)
	defer cancel()
	if err := build.Fill(ctx); err != nil {
		b.Fatal(err)
	}
	few, some, many := measured(ctx, b, build, 1), measured(ctx, b, build, 51), measured(ctx, b, build, 101)
	types := float64(many.Types - few.Types)
	b.ReportMetric(float64(many.Bytes-few.Bytes)/types, "B/type")
	b.ReportMetric(float64(many.Functions-few.Functions)/types, "functions/type")
	b.ReportMetric(float64(few.Build), "ns/build-1")
	b.ReportMetric(float64(some.Build), "ns/build-51")
	b.ReportMetric(float64(some.Compute), "ns/compute-51")
	b.ReportMetric(float64(many.Build), "ns/build-101")
}

func measured(ctx context.Context, b *testing.B, build bloat.Builder, types int) bloat.Program {
	p, err := build.Measure(ctx, types)
	if err != nil {
		b.Fatal(err)
	}
	return p
}
