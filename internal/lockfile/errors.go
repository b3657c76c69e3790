package lockfile

import (
	"bytes"
	"cmp"
	"fmt"
)

// An Error is a fault of a lock: its place, what is wrong, and the remedy.
type Error struct {
	Path string // of the file; empty if only its text is known
	Line int    // from 1
	Text string
}

// Error returns "file:line: text".
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d: %s", cmp.Or(e.Path, FileName), e.Line, e.Text)
}

// conflictMarks begin the lines that git writes into a file with a merge conflict.
var conflictMarks = [][]byte{[]byte("<<<<<<< "), []byte("======="), []byte(">>>>>>> "), []byte("||||||| ")}

// mergeConflict returns an error for the first mark of a merge conflict. No line of
// JSON begins with one.
func mergeConflict(text []byte) error {
	n := 0
	for line := range bytes.Lines(text) {
		n++
		for _, m := range conflictMarks {
			if bytes.HasPrefix(line, m) {
				return &Error{Line: n, Text: "a merge has left both versions here; take the lines of either side, then run evgen ./... in the module's root"}
			}
		}
	}
	return nil
}

// lineAt returns the line of an offset.
func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(int64(len(text)), max(0, offset))], []byte("\n"))
}
