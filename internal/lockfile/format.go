package lockfile

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// Format returns the file's text: sorted, one topic a line and one shape a line, so
// that two branches that add events merge without a conflict in between. The same
// contracts give the same bytes. Shapes that no field leads to are left out.
func (f *File) Format() []byte {
	f.sortEntries()
	var b bytes.Buffer
	shapes := f.shapes()
	fmt.Fprintf(&b, "{\n\"version\": %d,\n", versionFor(shapes))
	writeList(&b, "topics", f.Topics, ",")
	writeList(&b, "listens", f.Listens, ",")
	if len(shapes) > 0 {
		writeList(&b, "shapes", shapes, ",")
	}
	writeList(&b, "reserved", f.Reserved, ",")
	writeList(&b, "accepted", f.Accepted, "")
	b.WriteString("}\n")
	return b.Bytes()
}

// versionFor returns the oldest version that can hold the shapes, so that a lock without
// nested payloads stays as it is.
func versionFor(shapes []*contract.Shape) int {
	if len(shapes) == 0 {
		return 1
	}
	return Version
}

func writeList[T any](b *bytes.Buffer, key string, entries []T, end string) {
	fmt.Fprintf(b, "%q: [", key)
	for i, e := range entries {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(entryJSON(e))
	}
	if len(entries) > 0 {
		b.WriteByte('\n')
	}
	fmt.Fprintf(b, "]%s\n", end)
}

// entryJSON is one entry. It contains only strings and booleans, so encoding can't fail.
func entryJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
