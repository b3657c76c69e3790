package diff

import (
	"fmt"
	"strings"
)

// contextLines is the number of unchanged lines shown on each side of a change.
const contextLines = 3

// Unified returns the unified diff of two texts, or "" if they are equal.
func Unified(name, before, after string) string {
	edits := compareLines(Lines(before), Lines(after))
	var b strings.Builder
	for from := 0; from < len(edits); {
		if edits[from].op == ' ' {
			from++
			continue
		}
		to := hunkEnd(edits, from)
		from = max(0, from-contextLines)
		if b.Len() == 0 {
			fmt.Fprintf(&b, "--- %s\n+++ %s (generated)\n", name, name)
		}
		writeHunk(&b, edits, from, to)
		from = to
	}
	return b.String()
}

// hunkEnd returns the end of the hunk whose first change is at from. Two changes
// are in one hunk if their context lines touch.
func hunkEnd(edits []lineEdit, from int) int {
	last := from
	for i := from; i < len(edits) && i-last <= 2*contextLines+1; i++ {
		if edits[i].op != ' ' {
			last = i
		}
	}
	return min(len(edits), last+1+contextLines)
}

func writeHunk(b *strings.Builder, edits []lineEdit, from, to int) {
	oldLine, newLine := countLines(edits[:from])
	oldCount, newCount := countLines(edits[from:to])
	fmt.Fprintf(b, "@@ -%d,%d +%d,%d @@\n", oldLine+1, oldCount, newLine+1, newCount)
	for _, e := range edits[from:to] {
		fmt.Fprintf(b, "%c%s\n", e.op, e.line)
	}
}

// countLines counts the lines of the old and of the new text.
func countLines(edits []lineEdit) (before, after int) {
	for _, e := range edits {
		if e.op != '+' {
			before++
		}
		if e.op != '-' {
			after++
		}
	}
	return before, after
}
