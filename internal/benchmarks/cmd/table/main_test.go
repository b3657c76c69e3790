package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/benchmarks/table"
)

func TestReason(t *testing.T) {
	for _, tt := range []struct{ output, want, because string }{
		{
			"--- FAIL: BenchmarkPeers/a/b\n    case_onoff.go:53: lost: listener 0 had 1 of 2 deliveries\nFAIL\n",
			"lost: listener 0 had 1 of 2 deliveries", "what the benchmark said",
		},
		{"goos: linux\npanic: send on closed channel\n\ngoroutine 1\n", "panic: send on closed channel", "what ended the process"},
		{"--- FAIL: BenchmarkPeers/bloat/x\n    case_bloat.go:53: go build: killed\n        more\nFAIL\n", "failed: go build: killed", "any other failure"},
		{"FAIL\n", "failed: for a reason of its own", "nothing is known"},
	} {
		if got := failureReason([]byte(tt.output)); got != tt.want {
			t.Errorf("reason(%q) = %q, want %q: %s", tt.output, got, tt.want, tt.because)
		}
	}
}

// The line that a run writes for a failed entry is read back as a failure.
func TestFailureIsReadBack(t *testing.T) {
	output := []byte("go1, some machine.\nBenchmarkPeers/emit-1/gookit FAILED hangs: no result\nBenchmarkPeers/emit-1/direct-2 5 7 ns/op\n")
	r, err := parseOutput(output)
	if err != nil {
		t.Fatal(err)
	}
	if why := r.Failed(table.Key{Case: "emit-1", Entry: "gookit"}); why != "hangs: no result" {
		t.Errorf("read %q", why)
	}
	if got := string(machineHeader(output)); got != "go1, some machine.\n" {
		t.Errorf("header is %q", got)
	}
	var out bytes.Buffer
	printTables(&out, r, true)
	for _, want := range []string{"| gookit | **hangs** |", "| direct | 7.00 ns |", "emit-1: gookit failed: hangs: no result"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the tables lack %q", want)
		}
	}
}

func TestMachine(t *testing.T) {
	if s := string(describeRun(&runner{rounds: 12, chunk: "1ms"}, 5)); !strings.HasPrefix(s, "go1") || !strings.Contains(s, "5 rounds of timings of 1ms") || strings.Count(s, "\n") != 1 {
		t.Errorf("machine writes %q", s)
	}
}
