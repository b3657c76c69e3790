package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/internal/benchmarks"
)

// A runner measures in rounds. In each round it runs each entry of each case in
// a process of its own, where it takes several short timings; the entries of a
// case follow each other, and another one is first in each round. So what
// disturbs the machine for a while disturbs all entries, and the least of many
// timings is free of it: among timings of a millisecond there is one that no
// other process has interrupted, even where the cores are busy.
type runner struct {
	rounds int
	chunk  string // how long a timing takes: "1ms"
	limit  time.Duration
	short  bool
	match  *regexp.Regexp // of "case/entry"

	test   string          // the compiled benchmarks
	failed map[string]bool // entries that need not be run again
}

// perEntry bounds one measurement where its case says nothing else: a library
// that hangs is noted as such.
const perEntry = 30 * time.Second

func (r *runner) measureAll() ([]byte, error) {
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	r.test, r.failed = filepath.Join(dir, "peers.test"), map[string]bool{}
	build := exec.Command("go", "test", "-c", "-o", r.test, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("building the benchmarks: %w; start this in internal/benchmarks", err)
	}
	var out bytes.Buffer
	rounds := r.inTime(benchmarks.Cases(), func(c benchmarks.Case, round int) { r.measureRound(&out, c, round) })
	if !r.short {
		r.eachCase(benchmarks.Cases(), func(c benchmarks.Case) { r.measureRound(&out, c, slowRound) })
	}
	return append(describeRun(r, rounds), out.Bytes()...), nil
}

// inTime measures each case in each round, and begins none after the first
// round when the time is over: the later cases then have a round less. It
// returns how many rounds were begun.
func (r *runner) inTime(all []benchmarks.Case, measure func(c benchmarks.Case, round int)) int {
	end := time.Now().Add(r.limit)
	for round := range r.rounds {
		if round > 0 && time.Now().After(end) {
			return round
		}
		began := time.Now()
		r.eachCase(all, func(c benchmarks.Case) {
			if round == 0 || time.Now().Before(end) {
				measure(c, round)
			}
		})
		fmt.Fprintf(os.Stderr, "round %d of %d took %v\n", round+1, r.rounds, time.Since(began).Round(time.Second))
	}
	return r.rounds
}

// eachCase measures the cases, and names those that take long.
func (r *runner) eachCase(all []benchmarks.Case, measure func(benchmarks.Case)) {
	for _, c := range all {
		began := time.Now()
		measure(c)
		if took := time.Since(began); took > 10*time.Second {
			fmt.Fprintf(os.Stderr, "%s took %v\n", c.Name, took.Round(time.Second))
		}
	}
}

// slowRound is the number of the last round, which is of the slow entries alone:
// what else there is has had its time then.
const slowRound = -1

func (r *runner) measureRound(out *bytes.Buffer, c benchmarks.Case, round int) {
	n := len(c.Entries)
	for i := range n {
		e := c.Entries[(i+max(round, 0))%n]
		key := c.Name + "/" + e.Name
		if r.failed[key] || r.skips(c, e, round) {
			continue
		}
		if why := r.measureEntry(out, c, e); why != "" {
			r.failed[key] = true
			fmt.Fprintf(out, "BenchmarkPeers/%s FAILED %s\n", key, why)
		}
	}
}

// skips says that an entry is not selected, or has had its rounds.
func (r *runner) skips(c benchmarks.Case, e benchmarks.Entry, round int) bool {
	switch {
	case !r.match.MatchString(c.Name + "/" + e.Name):
		return true
	case e.Slow || round == slowRound:
		return e.Slow != (round == slowRound)
	case c.Rounds > 0 && r.short:
		return round > 0
	}
	return c.Rounds > 0 && round >= c.Rounds
}

// measureEntry measures an entry once, and returns why it failed.
func (r *runner) measureEntry(out *bytes.Buffer, c benchmarks.Case, e benchmarks.Entry) string {
	limit := cmp.Or(c.Limit, perEntry)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	pattern := fmt.Sprintf("^BenchmarkPeers$/^%s$/^%s$", regexp.QuoteMeta(c.Name), regexp.QuoteMeta(e.Name))
	cmd := exec.CommandContext(ctx, r.test, "-test.run=^$", "-test.bench="+pattern,
		"-test.benchtime="+cmp.Or(c.Span, r.chunk), "-test.count="+strconv.Itoa(timingsPerRound(c)))
	var said bytes.Buffer // what the libraries log would stand in the middle of the benchmark's lines
	cmd.Stderr = &said
	text, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return fmt.Sprintf("hangs: no result after %v", limit)
	case err != nil:
		return failureReason(append(text, said.Bytes()...))
	}
	return copyLines(out, text)
}

// timingsPerRound returns how many times an entry of the case is measured in a round.
func timingsPerRound(c benchmarks.Case) int {
	switch {
	case c.Timings > 0:
		return c.Timings
	case c.Span == "":
		return 8
	}
	return 1
}

// copyLines takes the benchmark's lines over. A process that has written none
// has measured nothing.
func copyLines(out *bytes.Buffer, text []byte) (why string) {
	why = "failed: it printed no figure"
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "BenchmarkPeers/") {
			out.WriteString(line)
			why = ""
		}
	}
	return why
}

var (
	counted = regexp.MustCompile(`(?m)(lost|doubled): .*$`)
	fatal   = regexp.MustCompile(`(?m)^ +\w+\.go:\d+: (.*)$`)
)

// failureReason finds the sentence of a failed benchmark in its output.
func failureReason(text []byte) string {
	if why := counted.Find(text); why != nil {
		return string(why)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "panic:") || strings.HasPrefix(line, "fatal error:") {
			return strings.TrimSpace(line)
		}
	}
	if why := fatal.FindSubmatch(text); why != nil {
		return "failed: " + string(why[1])
	}
	return "failed: for a reason of its own"
}
