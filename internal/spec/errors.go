package spec

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// An Error is a fault of a declaration: its place, what is wrong, and the remedy.
type Error struct {
	Pos  token.Position // without a file if the fault has no place
	Text string         // what is wrong, and the remedy
}

// Error returns "file:line:col: text".
func (e *Error) Error() string {
	if e.Pos.Filename == "" {
		return e.Text
	}
	return fmt.Sprintf("%s: %s", e.Pos, e.Text)
}

// Errors are all faults of one run, sorted by file, line and column, without
// repetitions.
type Errors []*Error

// Error returns a line for each fault.
func (l Errors) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// sorted returns the faults in the order of the source, without repetitions. A
// token.Pos would not serve for sorting: it depends on the order of parsing.
func (l Errors) sorted() Errors {
	slices.SortStableFunc(l, func(a, b *Error) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Filename, b.Pos.Filename),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Text, b.Text),
		)
	})
	return slices.CompactFunc(l, func(a, b *Error) bool { return *a == *b })
}

// faultList collects errors, so that one run can report all of them.
type faultList struct{ list Errors }

func (f *faultList) add(pos token.Position, format string, args ...any) {
	f.list = append(f.list, &Error{Pos: pos, Text: fmt.Sprintf(format, args...)})
}

func (f *faultList) asError() error {
	if len(f.list) == 0 {
		return nil
	}
	return f.list.sorted()
}
