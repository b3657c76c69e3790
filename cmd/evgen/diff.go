package main

import (
	"fmt"
	"strings"
)

const (
	around  = 3       // unchanged lines shown on each side
	maxGrid = 4 << 20 // cells; past it all lines between the first and last change count as changed
)

// edit is one line of a diff: kept (' '), removed ('-') or added ('+').
type edit struct {
	op   byte
	line string
}

// diff returns the unified diff of two texts, "" where they are equal.
func diff(name, before, after string) string {
	edits := compare(lines(before), lines(after))
	var b strings.Builder
	for from := 0; from < len(edits); {
		if edits[from].op == ' ' {
			from++
			continue
		}
		to := hunkEnd(edits, from)
		from = max(0, from-around)
		if b.Len() == 0 {
			fmt.Fprintf(&b, "--- %s\n+++ %s (generated)\n", name, name)
		}
		writeHunk(&b, edits, from, to)
		from = to
	}
	return b.String()
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

// hunkEnd returns where the hunk that begins with the change at from ends: after
// the last change that no longer run of kept lines divides from it.
func hunkEnd(edits []edit, from int) int {
	last := from
	for i := from; i < len(edits) && i-last <= 2*around+1; i++ {
		if edits[i].op != ' ' {
			last = i
		}
	}
	return min(len(edits), last+1+around)
}

func writeHunk(b *strings.Builder, edits []edit, from, to int) {
	oldLine, newLine := tally(edits[:from])
	oldCount, newCount := tally(edits[from:to])
	fmt.Fprintf(b, "@@ -%d,%d +%d,%d @@\n", oldLine+1, oldCount, newLine+1, newCount)
	for _, e := range edits[from:to] {
		fmt.Fprintf(b, "%c%s\n", e.op, e.line)
	}
}

// tally counts the lines of the old and of the new text.
func tally(edits []edit) (old, now int) {
	for _, e := range edits {
		if e.op != '+' {
			old++
		}
		if e.op != '-' {
			now++
		}
	}
	return old, now
}

// compare returns the edits from a to b; what both begin and end with is kept.
func compare(a, b []string) []edit {
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	edits := mark(nil, ' ', a[:head])
	edits = between(edits, a[head:len(a)-tail], b[head:len(b)-tail])
	return mark(edits, ' ', a[len(a)-tail:])
}

func mark(edits []edit, op byte, lines []string) []edit {
	for _, l := range lines {
		edits = append(edits, edit{op, l})
	}
	return edits
}

// between keeps a longest common subsequence of lines.
func between(edits []edit, a, b []string) []edit {
	if (len(a)+1)*(len(b)+1) > maxGrid {
		return mark(mark(edits, '-', a), '+', b)
	}
	common := grid(a, b)
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			edits = append(edits, edit{' ', a[i]})
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			edits = append(edits, edit{'-', a[i]})
			i++
		default:
			edits = append(edits, edit{'+', b[j]})
			j++
		}
	}
	return mark(mark(edits, '-', a[i:]), '+', b[j:])
}

// grid holds, for each pair of suffixes, the length of their longest common subsequence.
func grid(a, b []string) [][]int32 {
	g := make([][]int32, len(a)+1)
	for i := range g {
		g[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				g[i][j] = g[i+1][j+1] + 1
			} else {
				g[i][j] = max(g[i+1][j], g[i][j+1])
			}
		}
	}
	return g
}
