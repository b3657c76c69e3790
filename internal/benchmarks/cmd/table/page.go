package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fastpluggy/eventbus/internal/benchmarks/table"
)

const pageHead = `# Performance

Written by ` + "`bash internal/benchmarks/run -write docs/performance.md`" + `; do not edit this page.

%s

Each entry was measured in each of the rounds, in a process of its own. Entries that are compared follow each other, and take turns at being first. The figure is the
**least** of the rounds: other work on the machine only ever adds to a time, and on a shared machine the medians of two runs differ by a factor of two. Allocations and bytes
are medians. Slow cases were measured in fewer rounds. %s The load is that of
the machine before the measurement. If it is high, the figures that need several cores at once are less exact: the asynchronous ones above all, and the
time of a build.

Read the ratios, not the nanoseconds, and run it yourself: it takes about ten minutes, and ` + "`-run '^words-6' -short`" + ` measures single lines in seconds. Every measurement
counts the deliveries of every listener, and fails a library that loses or duplicates one. The listeners increment a counter, so a row is the cost of the delivery. Besides
the calls themselves, an emit of the bus costs two atomic additions (for statistics, ` + "`Drain` and `OffWait`" + `) and one ` + "`recover`" + `.

## Main figures

`

const goalsHead = `
## All figures and their goals

` + "`direct`" + ` is a loop over a slice of functions behind an atomic pointer, and ` + "`direct-chan`" + ` is a goroutine with a buffered channel for each listener, both written by hand. The
other names are libraries, [below](#the-libraries). Panic isolation and figures are on. "5 words" is a payload of an integer, a string, a bool and another integer.

`

const librariesHead = `
## The libraries

`

// writePage writes the page of figures, and replaces the figures in README.md. Root
// is the root of the repository.
func writePage(root, page, header string, results *table.Results) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, pageHead, strings.TrimSpace(header), spreadSentence(results))
	main := mainFigures(results)
	out.WriteString(main)
	out.WriteString(goalsHead)
	missed, shown := table.WriteTargets(&out, results, table.Targets(), false)
	fmt.Fprintf(&out, "\n%d of %d goals are not met or not measured.\n", missed, shown)
	out.WriteString(librariesHead)
	writeLibraries(&out, results)
	for _, f := range results.Failures() {
		fmt.Fprintf(&out, "\n`%s` failed in `%s`: %s\n", f.Entry, f.Case, results.Failed(f))
	}
	if err := os.WriteFile(filepath.Join(root, page), out.Bytes(), 0o644); err != nil {
		return err
	}
	return replaceFigures(filepath.Join(root, "README.md"), main)
}

// figuresMark stands above the table of main figures, in the page and in the
// README.
const figuresMark = "<!-- figures -->\n"

func mainFigures(results *table.Results) string {
	var out strings.Builder
	out.WriteString(figuresMark)
	table.WriteMain(&out, results)
	return out.String()
}

// replaceFigures replaces the table below the mark.
func replaceFigures(file, figures string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, after, found := strings.Cut(string(text), figuresMark)
	if !found {
		return fmt.Errorf("%s has no line %q to put the figures under", filepath.Base(file), strings.TrimSpace(figuresMark))
	}
	for strings.HasPrefix(after, "|") {
		_, after, _ = strings.Cut(after, "\n")
	}
	return os.WriteFile(file, []byte(before+figures+after), 0o644)
}
