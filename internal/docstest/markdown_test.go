package docstest_test

import (
	"slices"
	"testing"

	"github.com/fastpluggy/eventbus/internal/docstest"
)

const sample = "# A b: `c`!\n" +
	"see [x](y.md#z) and ![p](p.png), [`T`](t.go)\n" +
	"not `NewTopic[X](\"y\")`, nor ``a`b[X](y)``\n" +
	"<!-- run: exit 1 -->\n```sh\nfalse\n# no [link](there)\n```\n\n" +
	"<!-- file: lost.go -->\n\n```go\npackage p\n```\n" +
	"| not | marked |\n\n<!-- cells -->\n| a |\n|---|\nend\n"

func TestBlocks(t *testing.T) {
	t.Parallel()
	want := []docstest.Block{
		{6, "run: exit 1", "sh", "false\n# no [link](there)\n"},
		{13, "", "go", "package p\n"}, // after an empty line the comment is not its mark
		{18, "cells", "", "| a |\n|---|\n"},
	}
	if got := docstest.Blocks(sample); !slices.Equal(got, want) {
		t.Errorf("Blocks = %+v, want %+v", got, want)
	}
}

func TestLinksAndAnchors(t *testing.T) {
	t.Parallel()
	want := []docstest.Link{{"x", "y.md#z"}, {"p", "p.png"}, {"`T`", "t.go"}}
	if got := docstest.Links(sample); !slices.Equal(got, want) {
		t.Errorf("Links = %+v, want %+v: none from code", got, want)
	}
	if got := docstest.Anchors(sample); len(got) != 1 || !got["a-b-c"] {
		t.Errorf("Anchors = %v, want only a-b-c", got)
	}
}
