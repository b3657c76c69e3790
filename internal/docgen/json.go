package docgen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// JSON writes the document in the shape that the package's comment gives.
func JSON(d *Document) []byte { return encode(d) }

// encode indents, and escapes what HTML would take for markup and what a reader
// can't see: documents end up in pages. All of it is strings, numbers, lists and
// maps, so nothing can fail.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	var out strings.Builder
	for _, c := range b.String() {
		if c == '\x7f' || hidden(c) { // in strings alone; the encoder escapes the other controls
			fmt.Fprintf(&out, "\\u%04x", c)
		} else {
			out.WriteRune(c)
		}
	}
	return []byte(out.String())
}
