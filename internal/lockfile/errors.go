package lockfile

import (
	"bytes"
	"cmp"
	"fmt"
)

// An Error is what is wrong with a lock, and what to do about it.
type Error struct {
	Path string // of the file, FileName where only its text is known
	Line int    // from 1
	Text string
}

// Error returns "file:line: text".
func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d: %s", cmp.Or(e.Path, FileName), e.Line, e.Text)
}

// conflictMarks begin the lines that git leaves in a file where two branches disagree.
var conflictMarks = [][]byte{[]byte("<<<<<<< "), []byte("======="), []byte(">>>>>>> "), []byte("||||||| ")}

// mergeConflict reports the first mark of a merge. No line of JSON begins like one.
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
