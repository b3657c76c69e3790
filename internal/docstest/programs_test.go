package docstest_test

import (
	"go/format"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/docstest"
)

// outputBelow returns the text block below block i, and whether there is one.
func outputBelow(blocks []docstest.Block, i int) (string, bool) {
	if i+1 < len(blocks) && blocks[i+1].Lang == "text" && blocks[i+1].Mark == "" {
		return blocks[i+1].Text, true
	}
	return "", false
}

func TestProgramsPrintWhatThePageSays(t *testing.T) {
	t.Parallel()
	programs := 0
	for _, doc := range documents(t) {
		for i, b := range doc.blocks {
			if b.Lang != "go" || b.Mark != "" {
				continue
			}
			programs++
			want, ok := outputBelow(doc.blocks, i)
			if !ok {
				t.Errorf("%s:%d: no output below the program", doc.path, b.Line)
				continue
			}
			t.Run(doc.path+" "+strings.Fields(want)[0], func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "app", "main.go") // Explain prints the folder
				write(t, path, b.Text)
				got, err := command(t, root, "go", "run", path).CombinedOutput()
				if err != nil || string(got) != want {
					t.Errorf("%s:%d: the program printed\n%s%v, want\n%s", doc.path, b.Line, got, err, want)
				}
			})
		}
	}
	if programs < 2 {
		t.Errorf("%d programs found; the test does not see them", programs)
	}
}

// A reader should not need to scroll to see a program.
func TestFirstProgramIsHello(t *testing.T) {
	t.Parallel()
	first := openDocument(t, "README.md").blocks[0]
	_, hello, _ := strings.Cut(read(t, "examples/hello/main.go"), "package main\n")
	if first.Text != "package main\n"+hello {
		t.Error("the first program of README.md is not that of examples/hello/main.go")
	}
	if first.Line > 8 || strings.Count(first.Text, "\n") > 38 {
		t.Errorf("the first program begins in line %d and has %d lines: it is not on the first screen",
			first.Line, strings.Count(first.Text, "\n"))
	}
}

// The README shows a part of a whole program, as it is.
func TestSnippetsOfExamples(t *testing.T) {
	t.Parallel()
	found := 0
	for _, b := range openDocument(t, "README.md").blocks {
		if file, ok := strings.CutPrefix(b.Mark, "snippet: "); ok {
			found++
			if !strings.Contains(read(t, file), "\n"+b.Text) {
				t.Errorf("README.md:%d: not a part of %s", b.Line, file)
			}
		}
	}
	if found == 0 {
		t.Error("no snippet found; the test does not see them")
	}
}

// The README has room for an overview only. All else is in docs.
func TestREADMEIsShort(t *testing.T) {
	t.Parallel()
	if words := len(strings.Fields(read(t, "README.md"))); words > 1000 {
		t.Errorf("README.md has %d words, want at most 1,000: move something to docs", words)
	}
}

func TestGoIsFormatted(t *testing.T) {
	t.Parallel()
	for _, doc := range documents(t) {
		for _, b := range doc.blocks {
			if b.Lang != "go" || strings.HasPrefix(b.Mark, "snippet: ") { // snippets are copied from formatted files
				continue
			}
			if got, err := format.Source([]byte(b.Text)); err != nil || string(got) != b.Text {
				t.Errorf("%s:%d: not formatted (%v); want\n%s", doc.path, b.Line, err, got)
			}
		}
	}
}
