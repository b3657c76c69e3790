package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// describeRun returns the first line of an output: where, when and how it was made.
func describeRun(r *runner, rounds int) []byte {
	return fmt.Appendf(nil, "%s, %s/%s, %d cores, %s, load %s; %s; commit %s; %d rounds of timings of %s.\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), processorModel(), machineLoad(),
		time.Now().UTC().Format("2 January 2006"), measuredCommit(), rounds, r.chunk)
}

// machineLoad returns how busy the machine was.
func machineLoad() string {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, ok := strings.Cut(string(text), " ")
	if !ok {
		return "unknown"
	}
	return first
}

// processorModel returns the name that Linux gives the processor.
func processorModel() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if k, v, _ := strings.Cut(line, ":"); strings.TrimSpace(k) == "model name" {
			return strings.TrimSpace(v)
		}
	}
	return "unknown processor"
}

// measured are the folders whose changes change the figures of the bus.
var measured = []string{"../../events/*.go", "../../typed", "../../internal/dispatch", "../../internal/hint", "../../internal/registry"}

// measuredCommit says which state of the bus was measured: the last commit that
// changed it, and whether it was changed since. Commits of the benchmarks alone, which
// the page with the figures needs too, do not count.
func measuredCommit() string {
	id, err := exec.Command("git", append([]string{"log", "-1", "--format=%h", "--"}, measured...)...).Output()
	if err != nil || len(id) == 0 {
		return "unknown"
	}
	changed, _ := exec.Command("git", append([]string{"status", "--porcelain", "--"}, measured...)...).Output()
	if len(changed) > 0 {
		return strings.TrimSpace(string(id)) + " with changes"
	}
	return strings.TrimSpace(string(id))
}
