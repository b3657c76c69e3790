package lockfile

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Format returns the file's text: sorted, one topic a line, so that two
// branches that add events merge without a conflict in between. The same
// contracts give the same bytes.
func (f *File) Format() []byte {
	f.sort()
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n\"version\": %d,\n", Version)
	list(&b, "topics", f.Topics, ",")
	list(&b, "listens", f.Listens, ",")
	list(&b, "reserved", f.Reserved, ",")
	list(&b, "accepted", f.Accepted, "")
	b.WriteString("}\n")
	return b.Bytes()
}

func list[T any](b *bytes.Buffer, key string, entries []T, end string) {
	fmt.Fprintf(b, "%q: [", key)
	for i, e := range entries {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line(e))
	}
	if len(entries) > 0 {
		b.WriteByte('\n')
	}
	fmt.Fprintf(b, "]%s\n", end)
}

// line is one entry; only strings are in it, so nothing can fail.
func line(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
