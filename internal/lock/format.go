package lock

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// wire is the file as JSON has it.
type wire struct {
	Version  int        `json:"version"`
	Topics   []Topic    `json:"topics"`
	Listens  []Topic    `json:"listens"`
	Reserved []Reserved `json:"reserved"`
	Accepted []Accepted `json:"accepted"`
}

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

// Parse reads what Format wrote, or what a person made of it. Unknown keys are
// refused: they are slips, or of a newer evgen.
func Parse(text []byte) (*File, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var w wire
	if err := d.Decode(&w); err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: there is more after the closing brace", FileName)
	}
	if w.Version != Version {
		return nil, fmt.Errorf("%s: its version is %d, this program knows %d; use the evgen that wrote it", FileName, w.Version, Version)
	}
	f := &File{Topics: w.Topics, Listens: w.Listens, Reserved: w.Reserved, Accepted: w.Accepted}
	f.sort()
	return f, nil
}
