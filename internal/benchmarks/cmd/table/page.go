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

Written by ` + "`bash internal/benchmarks/run -write docs/performance.md`" + `; change that, not this page.

%s

Each entry was measured in each of the rounds, in a process of its own; those that are compared follow each other, and take turns at being first. The figure is the
**least** of the rounds: other work on the machine only ever adds to a time, and on a shared machine the medians of two runs differ by a factor of two. Allocations and bytes
are medians. What takes long was measured in fewer rounds. %s The load is that of
the machine before the measurement: where it is more than a little, less exact are the figures of what needs several cores at once, the asynchronous ones above all, and the
time of a build.

Read the ratios, not the nanoseconds, and run it yourself: it takes some ten minutes, and ` + "`-run '^words-6' -short`" + ` measures single lines in seconds. Every measurement
counts the deliveries of every listener, and fails a library that loses or doubles one. The listeners increment a counter, so a row is what the delivery costs.

## Main figures

`

const goalsHead = `
## All figures and their goals

` + "`direct`" + ` is a loop over a slice of functions behind an atomic pointer, and ` + "`direct-chan`" + ` a goroutine with a buffered channel for each listener, both written by hand. The
other names are libraries, [below](#the-libraries). Panic isolation and figures are on. "5 words" is a payload of an integer, a string, a bool and another integer.

`

const librariesHead = `
## The libraries

`

// writePage writes the page of figures, and renews those that README.md shows
// of them. Root is the repository's.
func writePage(root, page, header string, results *table.Results) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, pageHead, strings.TrimSpace(header), spread(results))
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
	return renew(filepath.Join(root, "README.md"), main)
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

// renew replaces the table below the mark.
func renew(file, figures string) error {
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
