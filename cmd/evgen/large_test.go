package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/fastpluggy/eventbus/internal/evgen/evgentest"
)

// writeLargeModule writes a module of n packages like those of programs: constants
// come from another package and from the package before, other files use the
// generated code, and the standard library is imported.
func writeLargeModule(tb testing.TB, n int) string {
	tb.Helper()
	dir := evgentest.EmptyModule(tb)
	evgentest.WriteFile(tb, filepath.Join(dir, "names", "names.go"), "package names\n\nconst (\n\tPrefix = \"app\"\n\tSep    = \".\"\n)\n")
	for i := range n {
		name := fmt.Sprintf("p%03d", i)
		imports, kind := "", `""`
		if i > 0 {
			imports, kind = fmt.Sprintf("\t\"example.com/app/p%03d\"\n", i-1), fmt.Sprintf("p%03d.Kind", i-1)
		}
		evgentest.WriteFile(tb, filepath.Join(dir, name, "events.go"), fmt.Sprintf(largeEvents, name, imports, kind))
		evgentest.WriteFile(tb, filepath.Join(dir, name, "plugin.go"), fmt.Sprintf(largePlugin, name))
	}
	return dir
}

const largeEvents = `package %[1]s

import (
	"example.com/app/names"
%[2]s	"github.com/fastpluggy/eventbus/events"
)

//go:generate go tool evgen

const (
	Kind   = "%[1]s"
	prefix = names.Prefix + names.Sep + Kind
	before = %[3]s
)

var Emits = []events.EventSpec{
	{Name: prefix + ".login", Description: "Fired after " + before, Payload: events.Schema{"user_id": "int64", "ip": "net/netip.Addr", "nick": "*string", "at": "datetime"}},
	{Name: prefix + ".logout", Payload: events.Schema{"user_id": "int64"}},
}
`

const largePlugin = `package %[1]s

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/fastpluggy/eventbus/events"
)

func handle(b *events.Bus) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{})
		_ = b.Emit(context.Background(), prefix+".login", nil)
	}
}
`

// BenchmarkGenerate runs evgen ./... as users do, over 200 packages: with nothing to
// write, with everything to write, and with an empty build cache. The promise is at
// most 0.5 s, 0.5 s and 2 s.
func BenchmarkGenerate(b *testing.B) { benchmarkGenerate(b, writeLargeModule(b, 200)) }

// BenchmarkGenerateNested does so with payloads of six named types each. The promise is
// at most 0.6 s, 0.6 s and 2.5 s.
func BenchmarkGenerateNested(b *testing.B) {
	dir := writeLargeModule(b, 200)
	nestPayloads(b, dir, 200)
	benchmarkGenerate(b, dir)
}

func benchmarkGenerate(b *testing.B, dir string) {
	b.Helper()
	b.Chdir(dir)
	evgen := func(args ...string) {
		if out, err := exec.Command("evgen", args...).CombinedOutput(); err != nil {
			b.Fatalf("%v: %s", err, out)
		}
	}
	evgen("./...")
	evgen("-check", "./...")
	b.Run("fresh", func(b *testing.B) {
		for b.Loop() {
			evgen("./...")
		}
	})
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			evgen("-check", "./...")
		}
	})
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			removeFiles(b, "events.lock.json", "p*/events_gen.go")
			b.StartTimer()
			evgen("./...")
		}
	})
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			b.Setenv("GOCACHE", b.TempDir())
			b.StartTimer()
			evgen("./...")
		}
	})
}

// removeFiles removes files of the working directory.
func removeFiles(b *testing.B, patterns ...string) {
	b.Helper()
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			b.Fatal(err)
		}
		for _, path := range paths {
			if err := os.Remove(path); err != nil {
				b.Fatal(err)
			}
		}
	}
}
