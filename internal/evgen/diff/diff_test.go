package diff

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUnified(t *testing.T) {
	long := strings.Split("abcdefghijklmnopqrstuvwxyz", "")
	changed := strings.Split("abcXefghijklmnopqrstuvYxyz", "")
	for _, tt := range []struct{ name, before, after, want, reason string }{
		{"same", "a\nb\n", "a\nb\n", "", "equal texts have no diff"},
		{"first", "", "a\n", "--- f\n+++ f (generated)\n@@ -1,0 +1,1 @@\n+a\n", "an empty text has no lines"},
		{"middle", "a\nb\nc\n", "a\nB\nc\n", "--- f\n+++ f (generated)\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", "the lines around a change are shown"},
		{
			"two hunks", strings.Join(long, "\n"), strings.Join(changed, "\n"),
			"--- f\n+++ f (generated)\n@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+X\n e\n f\n g\n@@ -20,7 +20,7 @@\n t\n u\n v\n-w\n+Y\n x\n y\n z\n",
			"lines far from a change are not shown",
		},
	} {
		if d := cmp.Diff(tt.want, Unified("f", tt.before, tt.after)); d != "" {
			t.Errorf("%s: %s (-want +got):\n%s", tt.name, tt.reason, d)
		}
	}
}

// FuzzDiff checks that both texts can be rebuilt from the edits.
func FuzzDiff(f *testing.F) {
	f.Add("a\nb\nc", "a\nc\nd")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, before, after string) {
		var a, b []string
		for _, e := range compareLines(Lines(before), Lines(after)) {
			if e.op != '+' {
				a = append(a, e.line)
			}
			if e.op != '-' {
				b = append(b, e.line)
			}
		}
		if d := cmp.Diff([][]string{Lines(before), Lines(after)}, [][]string{a, b}); d != "" {
			t.Errorf("the edits give other texts (-want +got):\n%s", d)
		}
	})
}

// The exact comparison of these texts would take 10^10 cells.
func TestLargeTextsAreComparedQuickly(t *testing.T) {
	before, after := strings.Repeat("a\n", 100_000), strings.Repeat("b\n", 100_000)
	if got := strings.Count(Unified("f", before, after), "\n"); got != 200_003 {
		t.Errorf("%d lines, want 200003", got)
	}
}

func TestChangedLines(t *testing.T) {
	for _, tt := range []struct {
		before, after string
		first, last   int
	}{
		{"", "abc", 1, 3},
		{"abc", "abxc", 3, 3},
		{"abc", "abbc", 3, 3},
		{"abc", "xyabc", 1, 2},
		{"abc", "abcxy", 4, 5},
		{"aac", "axxc", 2, 3},
	} {
		first, last := ChangedLines(strings.Split(tt.before, ""), strings.Split(tt.after, ""))
		if got, want := fmt.Sprint(first, last), fmt.Sprint(tt.first, tt.last); got != want {
			t.Errorf("ChangedLines(%s, %s) = %s, want %s", tt.before, tt.after, got, want)
		}
	}
}
