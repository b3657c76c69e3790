package bloat_test

import (
	"go/format"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/benchmarks/bloat"
)

// A program that does not use a type would cost nothing for it.
func TestEachTypeIsUsed(t *testing.T) {
	for _, style := range []bloat.Style{bloat.WithBus, bloat.ByHand} {
		source := bloat.Source(style, 3)
		for _, want := range []string{"use0(b)\n", "use1(b)\n", "use2(b)\n", "type Payload2 struct", "Name2 string"} {
			if !strings.Contains(source, want) {
				t.Errorf("style %d: the package lacks %q:\n%s", style, want, source)
			}
		}
		if _, err := format.Source([]byte(source)); err != nil {
			t.Errorf("style %d: %v", style, err)
		}
	}
}

func TestMeasure(t *testing.T) {
	if testing.Short() {
		t.Skip("builds four programs")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip(err)
	}
	for _, style := range []bloat.Style{bloat.WithBus, bloat.ByHand} {
		build := bloat.Builder{Root: filepath.Join("..", "..", ".."), Style: style}
		var programs []bloat.Program
		for _, n := range []int{1, 4} {
			p, err := build.Measure(t.Context(), n)
			if err != nil {
				t.Fatal(err)
			}
			programs = append(programs, p)
		}
		few, many := programs[0], programs[1]
		if few.Bytes < 100_000 || many.Functions < few.Functions+3 || few.Build <= 0 || few.Compute <= 0 {
			t.Errorf("style %d: 1 type %+v, 4 types %+v", style, few, many)
		}
	}
}
