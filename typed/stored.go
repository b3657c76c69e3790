package typed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// Decode makes a payload of an event that was stored as JSON, by an audit log for
// instance, and may be older than the program. name is the one it was stored under:
// the topic's own, or that of an older version; the payload of an older version
// goes through its [Upcast]s. The version is known from the fields, as with an
// untyped event. Fields convert as those of untyped events do, and further ones are
// ignored. It may be called concurrently.
//
// It returns *events.PayloadError values, joined, if a field of the newest version
// is missing or does not convert and no older version matches either, an
// *UpcastError, or the fault of the JSON.
func (t *Topic[T]) Decode(name string, payload []byte) (v T, err error) {
	if known := t.versionNames(); !slices.Contains(known, name) {
		slices.Sort(known)
		return v, fmt.Errorf("typed: %q is not a version of %q: pass one of %s, or add an Upcast from it", name[:min(len(name), 64)], t.Name(),
			strings.Join(slices.Compact(known), ", "))
	}
	fields, err := parseStored(payload)
	if err != nil {
		return v, fmt.Errorf("typed: stored payload of %q: %w", name, err)
	}
	return t.decodeAnyVersion(dispatch.Meta{Name: name}, storedBody(fields))
}

func parseStored(payload []byte) (map[string]any, error) {
	var fields map[string]any
	d := json.NewDecoder(bytes.NewReader(payload))
	d.UseNumber() // a float64 would round large integers
	if err := d.Decode(&fields); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("more than one JSON value; store each payload on its own")
	}
	exactNumbers(fields)
	return fields, nil
}

// exactNumbers turns the numbers inside a value into Go numbers, in place and
// without loss.
func exactNumbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, entry := range v {
			v[key] = exactNumbers(entry)
		}
	case []any:
		for i, entry := range v {
			v[i] = exactNumbers(entry)
		}
	case json.Number:
		return exactNumber(string(v))
	}
	return v
}

func exactNumber(text string) any {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i
	}
	if u, err := strconv.ParseUint(text, 10, 64); err == nil {
		return u
	}
	f, _ := strconv.ParseFloat(text, 64) // out of range it is infinite, which converts to no integer
	return f
}

// storedBody is a payload that was read from JSON.
type storedBody map[string]any

func (s storedBody) Map() map[string]any            { return maps.Clone(map[string]any(s)) }
func (s storedBody) Value(field string) (any, bool) { v, ok := s[field]; return v, ok }
func (s storedBody) Ref(string) any                 { return nil }
func (s storedBody) Len() int                       { return len(s) }
