package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The page and the README show the same figures, and what stands around those
// of the README stays.
func TestWritePage(t *testing.T) {
	root := t.TempDir()
	const before = "# Title\n\n<!-- figures -->\n| old | 1 |\n|---|---|\n| older | 2 |\n\nText.\n"
	put(t, filepath.Join(root, "README.md"), before)
	r, err := parseOutput([]byte("go1, a machine.\nBenchmarkPeers/words-6-to-1/eventbus-2 5 30 ns/op 0 allocs/op\nBenchmarkPeers/words-6-to-1/direct-2 5 10 ns/op\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := writePage(root, "page.md", "go1, a machine.\n", r); err != nil {
		t.Fatal(err)
	}
	page, readme := get(t, filepath.Join(root, "page.md")), get(t, filepath.Join(root, "README.md"))
	for _, want := range []string{"go1, a machine.", "| typed emit of 6 words to 1 | 30.0 ns | 0 | `direct` 10.0 ns | 3.00 × |", mainFigures(r)} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if want := "# Title\n\n" + mainFigures(r) + "\nText.\n"; readme != want {
		t.Errorf("README.md is\n%swant\n%s", readme, want)
	}
}

func TestRenewNeedsThePlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "README.md")
	put(t, file, "# Title\n")
	if err := replaceFigures(file, "| new |\n"); err == nil || !strings.Contains(err.Error(), "<!-- figures -->") {
		t.Errorf("the error %v does not say which line it wants", err)
	}
	if got := get(t, file); got != "# Title\n" {
		t.Errorf("the file was changed all the same: %q", got)
	}
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
