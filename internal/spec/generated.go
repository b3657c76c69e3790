package spec

import (
	"bytes"
	"strings"
)

// byteOrderMark is what some editors write at the beginning of a file.
const byteOrderMark = "\ufeff"

// IsGenerated reports whether evgen wrote a file with this content.
func IsGenerated(src []byte) bool {
	_, ok := HeaderOffset(src)
	return ok
}

// HeaderOffset returns where Header begins in a file that evgen wrote. Only comments
// and empty lines may be above it: tools put licences there, and build constraints.
func HeaderOffset(src []byte) (offset int, ok bool) {
	inBlock := false // in a comment of several lines
	for line := range bytes.Lines(src) {
		text := strings.TrimSpace(strings.TrimPrefix(string(line), byteOrderMark))
		switch {
		case inBlock:
			inBlock = !strings.Contains(text, "*/")
		case text == Header:
			return offset, true
		case strings.HasPrefix(text, "/*"):
			_, after, closed := strings.Cut(text, "*/")
			if inBlock = !closed; after != "" {
				return 0, false
			}
		case text != "" && !strings.HasPrefix(text, "//"):
			return 0, false
		}
		offset += len(line)
	}
	return 0, false
}
