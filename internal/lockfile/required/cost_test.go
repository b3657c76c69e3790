package required_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/lockfile/required"
)

// BenchmarkLocks reads the go.mod of a large program: it requires 300 modules, of which 20
// have locks with 20 events each.
func BenchmarkLocks(b *testing.B) {
	dir := b.TempDir()
	b.Setenv("GOMODCACHE", filepath.Join(dir, "cache"))
	b.Setenv("GOWORK", "off")
	var mod strings.Builder
	mod.WriteString("module example.com/app\n\nrequire (\n")
	for i := range 300 {
		fmt.Fprintf(&mod, "\texample.com/m%d v1.2.0\n", i)
		module := filepath.Join(dir, "cache", "example.com", fmt.Sprintf("m%d@v1.2.0", i))
		if err := os.MkdirAll(module, 0o755); err != nil {
			b.Fatal(err)
		}
		if i%15 == 0 {
			if err := os.WriteFile(filepath.Join(module, "events.lock.json"), []byte(lockOf(i, 20)), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	mod.WriteString(")\n")
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if n := len(required.Locks(dir)); n != 20 {
			b.Fatalf("%d locks", n)
		}
	}
}

func lockOf(module, events int) string {
	var lines []string
	for i := range events {
		lines = append(lines, fmt.Sprintf(`{"name":"m%d.e%d","package":"example.com/m%[1]d","go":"E%[2]d","fingerprint":"00","fields":[{"name":"id","go":"ID","type":"int64"},{"name":"at","go":"At","type":"time.Time"}]}`, module, i))
	}
	return "{\n\"version\": 1,\n\"topics\": [\n" + strings.Join(lines, ",\n") + "\n],\n\"listens\": [],\n\"reserved\": [],\n\"accepted\": []\n}\n"
}
