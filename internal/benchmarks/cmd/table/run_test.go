package main

import (
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/internal/benchmarks"
)

// Slow cases have fewer rounds, and one in a short run.
func TestSkips(t *testing.T) {
	plain, dear := benchmarks.Case{Name: "emit-1"}, benchmarks.Case{Name: "info", Rounds: 3}
	entry, slow := benchmarks.Entry{Name: "eventbus"}, benchmarks.Entry{Name: "eventbus", Slow: true}
	for _, tt := range []struct {
		reason string
		short  bool
		match  string
		c      benchmarks.Case
		e      benchmarks.Entry
		round  int
		want   bool
	}{
		{"each round", false, ".", plain, entry, 11, false},
		{"the case's last round", false, ".", dear, entry, 2, false},
		{"after the case's last round", false, ".", dear, entry, 3, true},
		{"a slow entry is not for the first round", false, ".", plain, slow, 0, true},
		{"a slow entry has its round", false, ".", plain, slow, slowRound, false},
		{"no other entry has that", false, ".", plain, entry, slowRound, true},
		{"a dear case in a short run", true, ".", dear, entry, 0, false},
		{"a dear case in a short run, again", true, ".", dear, entry, 1, true},
		{"another case is wanted", false, "^words", plain, entry, 0, true},
		{"the pattern is of both names", false, "^emit-1/eventbus$", plain, entry, 0, false},
	} {
		r := runner{short: tt.short, match: regexp.MustCompile(tt.match)}
		if got := r.skips(tt.c, tt.e, tt.round); got != tt.want {
			t.Errorf("%s: skipped %v, want %v", tt.reason, got, tt.want)
		}
	}
}

// On a slow machine the later rounds are left out, at any case, and never the
// first.
func TestInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cases := []benchmarks.Case{{Name: "a"}, {Name: "b"}}
		for _, tt := range []struct {
			limit            time.Duration
			rounds, measured int
		}{{time.Second, 1, 2}, {25 * time.Second, 2, 3}, {time.Hour, 7, 14}} {
			measured := 0
			r := runner{rounds: 7, limit: tt.limit}
			rounds := r.inTime(cases, func(benchmarks.Case, int) { time.Sleep(10 * time.Second); measured++ })
			if rounds != tt.rounds || measured != tt.measured {
				t.Errorf("within %v: %d rounds and %d cases of 10 s, want %d and %d", tt.limit, rounds, measured, tt.rounds, tt.measured)
			}
		}
	})
}
