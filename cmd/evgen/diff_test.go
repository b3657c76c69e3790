package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	long := strings.Split("abcdefghijklmnopqrstuvwxyz", "")
	changed := strings.Split("abcXefghijklmnopqrstuvYxyz", "")
	for _, tt := range []struct{ name, before, after, want, reason string }{
		{"same", "a\nb\n", "a\nb\n", "", "equal texts have no diff"},
		{"first", "", "a\n", "--- f\n+++ f (generated)\n@@ -1,0 +1,1 @@\n+a\n", "an empty text has no lines"},
		{"middle", "a\nb\nc\n", "a\nB\nc\n", "--- f\n+++ f (generated)\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", "what is around is shown"},
		{
			"two hunks", strings.Join(long, "\n"), strings.Join(changed, "\n"),
			"--- f\n+++ f (generated)\n@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+X\n e\n f\n g\n@@ -20,7 +20,7 @@\n t\n u\n v\n-w\n+Y\n x\n y\n z\n",
			"what is far from a change is not",
		},
	} {
		if d := cmp.Diff(tt.want, diff("f", tt.before, tt.after)); d != "" {
			t.Errorf("%s: %s (-want +got):\n%s", tt.name, tt.reason, d)
		}
	}
}

// FuzzDiff holds that the edits tell both texts, whatever they are.
func FuzzDiff(f *testing.F) {
	f.Add("a\nb\nc", "a\nc\nd")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, before, after string) {
		var a, b []string
		for _, e := range compare(lines(before), lines(after)) {
			if e.op != '+' {
				a = append(a, e.line)
			}
			if e.op != '-' {
				b = append(b, e.line)
			}
		}
		if d := cmp.Diff([][]string{lines(before), lines(after)}, [][]string{a, b}); d != "" {
			t.Errorf("edits tell other texts (-want +got):\n%s", d)
		}
	})
}

// TestDiffOfLargeTexts must end soon: the exact comparison would take 10^10 cells.
func TestDiffOfLargeTexts(t *testing.T) {
	before, after := strings.Repeat("a\n", 100_000), strings.Repeat("b\n", 100_000)
	if got := strings.Count(diff("f", before, after), "\n"); got != 200_003 {
		t.Errorf("%d lines, want 200003", got)
	}
}
