package document

import (
	"bytes"
	"encoding/json"
)

// JSON writes the document in the shape that the package's comment gives.
func JSON(d *Document) []byte { return encode(d) }

// encode indents and escapes what HTML would take for markup, for documents end
// up in pages. All of it is strings, numbers, lists and maps, so nothing can fail.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return b.Bytes()
}
