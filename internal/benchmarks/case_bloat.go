package benchmarks

import (
	"context"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/internal/benchmarks/bloat"
)

const buildLimit = 4 * time.Minute

// bloatCases: what payload types cost a program and its build. An entry takes
// builds of 1, 1, 51 and, if there is time, 101 types; the first fills the
// build cache with the packages that all share.
func bloatCases() []Case {
	return []Case{{Name: "bloat", Span: "1x", Rounds: 1, Limit: buildLimit, Entries: []Entry{
		{Name: ours, Slow: true, Run: func(b *testing.B) { payloadTypes(b, bloat.WithBus) }},
		{Name: "by-hand", Slow: true, Run: func(b *testing.B) { payloadTypes(b, bloat.ByHand) }},
	}}}
}

func payloadTypes(b *testing.B, style bloat.Style) {
	// The testing package cannot end a benchmark that takes too long, nor the
	// builds that it has begun.
	ctx, cancel := context.WithTimeout(ctx, buildLimit-10*time.Second)
	defer cancel()
	began := time.Now()
	build := bloat.Builder{Root: "../..", Style: style}
	if err := build.Fill(ctx); err != nil {
		b.Fatal(err)
	}
	few, some := measured(ctx, b, build, 1), measured(ctx, b, build, 51)
	perType(b, few, some, "type")
	b.ReportMetric(float64(some.Build), "ns/build-51")
	b.ReportMetric(float64(some.Compute), "ns/compute-51")
	if time.Since(began) > buildLimit/5 {
		return // twice as many types would take two to three times as long
	}
	many := measured(ctx, b, build, 101)
	perType(b, some, many, "further-type")
	b.ReportMetric(float64(many.Build), "ns/build-101")
	b.ReportMetric(float64(many.Compute), "ns/compute-101")
}

// perType reports what one type of those adds that many has and few has not.
func perType(b *testing.B, few, many bloat.Program, unit string) {
	types := float64(many.Types - few.Types)
	b.ReportMetric(float64(many.Bytes-few.Bytes)/types, "B/"+unit)
	b.ReportMetric(float64(many.Functions-few.Functions)/types, "functions/"+unit)
}

func measured(ctx context.Context, b *testing.B, build bloat.Builder, types int) bloat.Program {
	p, err := build.Measure(ctx, types)
	if err != nil {
		b.Fatal(err)
	}
	return p
}
