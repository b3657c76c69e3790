package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/internal/peers"
)

// A runner runs each entry of each case in a process of its own. In each round
// the entries of a case follow each other, and another one is first.
type runner struct {
	count     int
	benchtime string
	quick     bool
	match     *regexp.Regexp

	test   string          // the compiled benchmarks
	failed map[string]bool // entries that need not be run again
}

// perEntry bounds one measurement: a library that hangs is noted as such.
const perEntry = 30 * time.Second

func (r *runner) all() ([]byte, error) {
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	r.test, r.failed = filepath.Join(dir, "peers.test"), map[string]bool{}
	build := exec.Command("go", "test", "-c", "-o", r.test, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("building the benchmarks: %w; start this in internal/peers", err)
	}
	var out bytes.Buffer
	machine(&out, r)
	for round := range r.count {
		for _, c := range peers.Cases() {
			if r.match.MatchString(c.Name) {
				r.round(&out, c, round)
			}
		}
		fmt.Fprintf(os.Stderr, "round %d of %d done\n", round+1, r.count)
	}
	return out.Bytes(), nil
}

func (r *runner) round(out *bytes.Buffer, c peers.Case, round int) {
	n := len(c.Entries)
	for i := range n {
		e := c.Entries[(i+round)%n]
		key := c.Name + "/" + e.Name
		if r.quick && e.Slow || r.failed[key] {
			continue
		}
		if why := r.one(out, c, e); why != "" {
			r.failed[key] = true
			fmt.Fprintf(out, "BenchmarkPeers/%s FAILED %s\n", key, why)
		}
	}
}

// one measures an entry once, and returns why it failed.
func (r *runner) one(out *bytes.Buffer, c peers.Case, e peers.Entry) string {
	benchtime := r.benchtime
	if c.Fixed != "" {
		benchtime = c.Fixed
	}
	ctx, cancel := context.WithTimeout(context.Background(), perEntry)
	defer cancel()
	pattern := fmt.Sprintf("^BenchmarkPeers$/^%s$/^%s$", regexp.QuoteMeta(c.Name), regexp.QuoteMeta(e.Name))
	cmd := exec.CommandContext(ctx, r.test, "-test.run=^$", "-test.bench="+pattern, "-test.benchtime="+benchtime)
	text, err := cmd.CombinedOutput()
	switch {
	case ctx.Err() != nil:
		return fmt.Sprintf("hangs: no result after %v", perEntry)
	case err != nil:
		return reason(text)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "BenchmarkPeers/") {
			out.WriteString(line)
		}
	}
	return ""
}

var counted = regexp.MustCompile(`(?m)(lost|doubled): .*$`)

// reason finds the sentence of a failed benchmark in its output.
func reason(text []byte) string {
	if why := counted.Find(text); why != nil {
		return string(why)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "panic:") || strings.HasPrefix(line, "fatal error:") {
			return strings.TrimSpace(line)
		}
	}
	return "failed: for a reason of its own"
}

func machine(out *bytes.Buffer, r *runner) {
	fmt.Fprintf(out, "%s, %s/%s, %d cores, %s, load %s; %s; commit %s; %d rounds of %s.\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), processor(), load(),
		time.Now().UTC().Format("2 January 2006"), commit(), r.count, r.benchtime)
}

// load says how busy the machine was before: figures of a busy one are worth
// little.
func load() string {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, ok := strings.Cut(string(text), " ")
	if !ok {
		return "unknown"
	}
	return first
}

// processor is what Linux calls it.
func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if k, v, _ := strings.Cut(line, ":"); strings.TrimSpace(k) == "model name" {
			return strings.TrimSpace(v)
		}
	}
	return "unknown processor"
}

// commit says what was measured, and whether it was changed since.
func commit() string {
	id, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	changed, _ := exec.Command("git", "status", "--porcelain", "--", "../../events", "../../typed", "../../internal/dispatch", "../../internal/hint", ".").Output()
	if len(changed) > 0 {
		return strings.TrimSpace(string(id)) + " with changes"
	}
	return strings.TrimSpace(string(id))
}
