package typed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fastpluggy/eventbus/internal/convert"
	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// Decode makes a payload of an event that was stored as JSON, by an audit log for
// instance, and may be older than the program. name is the one it was stored under:
// the topic's own, or that of an older version; the payload of an older version
// goes through its [Upcast]s. The version is known from the fields, as with an
// untyped event. JSON that json.Marshal has written of the topic's payload, also as the
// value of the key "payload" in a whole event, comes back as it was: see "Stored
// events" in the package's documentation. Pass that value, not the whole event. Other
// JSON converts as untyped events do. Further fields are ignored. It may be called
// concurrently.
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
	return t.decodeAnyVersion(dispatch.Meta{Name: name}, fields)
}

// mustStore panics if a payload would not come back from JSON as it was.
func mustStore[T any](method, name string) {
	if t := reflect.TypeFor[T](); t.Kind() == reflect.Struct {
		if err := convert.StoredFault(t); err != nil {
			panic(fmt.Sprintf("typed: %s[%s](%q): stored as JSON, the payload would not come back: %v", method, t, name, err))
		}
	}
}

func parseStored(payload []byte) (fields storedBody, err error) {
	if !utf8.Valid(payload) {
		return nil, errors.New("not UTF-8; a reader of JSON would replace what is not")
	}
	d := json.NewDecoder(bytes.NewReader(payload))
	if err := d.Decode(&fields); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("more than one JSON value; store each payload on its own")
	}
	return fields, nil
}

// storedBody is a payload that was read from JSON: the JSON of each field.
type storedBody map[string]json.RawMessage

func (s storedBody) Map() map[string]any {
	all := make(map[string]any, len(s))
	for field := range s {
		all[field], _ = s.Value(field)
	}
	return all
}

func (s storedBody) Value(field string) (v any, ok bool) {
	text, ok := s[field]
	if ok {
		_ = convert.FromJSON(reflect.ValueOf(&v).Elem(), text)
	}
	return v, ok
}

func (s storedBody) Ref(string) any { return nil }
func (s storedBody) Len() int       { return len(s) }

// readStored sets a field from the JSON that encoding/json has written of its type.
func (d *Decoder) readStored(owner reflect.Value, f *convert.Field) {
	n, err := f.FromObject(owner, d.stored, d.mayOmit)
	if d.found += n; err != nil {
		d.addMismatch(f.Name, err)
	}
}

// readStoredValue is readStored for a field of generated code.
func (d *Decoder) readStoredValue(field string, to reflect.Value) {
	text, ok := d.stored[field]
	switch {
	case ok:
		d.found++
		if err := convert.FromJSON(to, text); err != nil {
			d.addMismatch(field, err)
		}
	case to.Kind() != reflect.Pointer:
		d.addMissing(field, to.Type())
	}
}
