package readme_test

import (
	"slices"
	"testing"

	"github.com/fastpluggy/eventbus/internal/readme"
)

const sample = "# A b: `c`!\n" +
	"see [x](y.md#z) and ![p](p.png), [`T`](t.go)\n" +
	"not `NewTopic[X](\"y\")`, nor ``a`b[X](y)``\n" +
	"<!-- run: exit 1 -->\n```sh\nfalse\n# no [link](there)\n```\n\n" +
	"<!-- file: lost.go -->\n\n```go\npackage p\n```\n" +
	"| not | marked |\n\n<!-- cells -->\n| a |\n|---|\nend\n"

func TestBlocks(t *testing.T) {
	t.Parallel()
	want := []readme.Block{
		{6, "run: exit 1", "sh", "false\n# no [link](there)\n"},
		{13, "", "go", "package p\n"}, // an empty line in between: not its mark
		{18, "cells", "", "| a |\n|---|\n"},
	}
	if got := readme.Blocks(sample); !slices.Equal(got, want) {
		t.Errorf("Blocks = %+v, want %+v", got, want)
	}
}

func TestLinksAndAnchors(t *testing.T) {
	t.Parallel()
	want := []readme.Link{{"x", "y.md#z"}, {"p", "p.png"}, {"`T`", "t.go"}}
	if got := readme.Links(sample); !slices.Equal(got, want) {
		t.Errorf("Links = %+v, want %+v: none of code", got, want)
	}
	if got := readme.Anchors(sample); len(got) != 1 || !got["a-b-c"] {
		t.Errorf("Anchors = %v, want a-b-c alone", got)
	}
}
