package spec_test

import (
	"go/token"
	"testing"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// All errors at once, a line each, with their places.
func TestErrorsAreLinesWithPlaces(t *testing.T) {
	list := spec.Errors{
		{Pos: token.Position{Filename: "a.go", Line: 3, Column: 9}, Text: "first"},
		{Pos: token.Position{Filename: "b.go"}, Text: "a fault of the whole file"},
	}
	if got, want := list.Error(), "a.go:3:9: first\nb.go: a fault of the whole file"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}
