package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
)

// large writes a module of n packages as programs have them: constants come from
// another package and from the one before, other files use what is generated,
// and the standard library is imported.
func large(tb testing.TB, n int) string {
	tb.Helper()
	dir := emptyModule(tb)
	write(tb, filepath.Join(dir, "names", "names.go"), "package names\n\nconst (\n\tPrefix = \"app\"\n\tSep    = \".\"\n)\n")
	for i := range n {
		name := fmt.Sprintf("p%03d", i)
		imports, kind := "", `""`
		if i > 0 {
			imports, kind = fmt.Sprintf("\t\"example.com/app/p%03d\"\n", i-1), fmt.Sprintf("p%03d.Kind", i-1)
		}
		write(tb, filepath.Join(dir, name, "events.go"), fmt.Sprintf(largeEvents, name, imports, kind))
		write(tb, filepath.Join(dir, name, "plugin.go"), fmt.Sprintf(largePlugin, name))
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

// BenchmarkGenerate runs evgen ./... as people do, over 200 packages: nothing to
// write, all to write, and with a build cache that is empty. At most 0.5 s, 0.5 s
// and 2 s are promised.
func BenchmarkGenerate(b *testing.B) {
	b.Chdir(large(b, 200))
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
			remove(b, "events.lock.json", "p*/events_gen.go")
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
