package benchmarks_test

import (
	"testing"

	"github.com/fastpluggy/eventbus/internal/benchmarks"
)

// BenchmarkPeers runs every case of every library: BenchmarkPeers/emit-10/signals.
func BenchmarkPeers(b *testing.B) {
	for _, c := range benchmarks.Cases() {
		b.Run(c.Name, func(b *testing.B) {
			for _, e := range c.Entries {
				b.Run(e.Name, e.Run)
			}
		})
	}
}
