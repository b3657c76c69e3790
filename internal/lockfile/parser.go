package lockfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// Parse reads what Format wrote, perhaps edited by hand. Unknown keys are refused:
// they are typing errors, or from a newer evgen. Its errors are of type [*Error].
func Parse(text []byte) (*File, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // some editors write a byte order mark
	if err := mergeConflict(text); err != nil {
		return nil, err
	}
	p := &lockParser{text: text, dec: json.NewDecoder(bytes.NewReader(text))}
	p.dec.DisallowUnknownFields()
	if err := p.checkVersion(); err != nil {
		return nil, err
	}
	if err := p.parseFile(); err != nil {
		return nil, p.withLine(err)
	}
	p.file.sortEntries()
	p.file.shareShapes(p.shapes)
	return &p.file, nil
}

// lockParser reads entry by entry, so that errors have lines.
type lockParser struct {
	text   []byte
	dec    *json.Decoder
	file   File
	shapes []*contract.Shape
}

// checkVersion runs first, wherever the version is in the file: a newer version may
// have keys that are unknown here.
func (p *lockParser) checkVersion() error {
	var head struct {
		Version *int `json:"version"`
	}
	if json.Unmarshal(p.text, &head) != nil {
		return nil // the parser reports it, with its line
	}
	line := lineAt(p.text, int64(bytes.Index(p.text, []byte(`"version"`))))
	switch {
	case head.Version == nil:
		return &Error{Line: line, Text: fmt.Sprintf(`it has no "version"; write "version": %d, or remove the file and run evgen ./...`, Version)}
	case *head.Version < 1 || *head.Version > Version:
		return &Error{Line: line, Text: fmt.Sprintf("its version is %d, this evgen knows %d; use the evgen that wrote it", *head.Version, Version)}
	}
	return nil
}

// parseFile reads the whole file.
func (p *lockParser) parseFile() error {
	if err := p.expectDelim('{'); err != nil {
		return err
	}
	for p.dec.More() {
		key, err := p.dec.Token()
		if err != nil {
			return err
		}
		if err := p.parseValue(key); err != nil {
			return err
		}
	}
	if err := p.expectDelim('}'); err != nil {
		return err
	}
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more after the closing brace; remove it")
	}
	return nil
}

func (p *lockParser) parseValue(key json.Token) error {
	switch key {
	case "version":
		return p.dec.Decode(new(int))
	case "topics":
		return p.parseEvents(&p.file.Topics)
	case "listens":
		return p.parseEvents(&p.file.Listens)
	case "shapes":
		return parseEntries(p, &p.shapes, func(s **contract.Shape, line int) string {
			if *s == nil {
				return shapeFault(new(contract.Shape))
			}
			(*s).Line = line
			return shapeFault(*s)
		})
	case "reserved":
		return parseEntries(p, &p.file.Reserved, func(r *Reserved, _ int) string { return r.faultText() })
	case "accepted":
		return parseEntries(p, &p.file.Accepted, func(a *Accepted, line int) string {
			a.Line = line
			return a.faultText()
		})
	}
	return fmt.Errorf("unknown field %q; correct it, or use the evgen that wrote it", key)
}

func (p *lockParser) parseEvents(to *[]contract.Event) error {
	return parseEntries(p, to, func(t *contract.Event, line int) string {
		t.Line = line
		return eventFault(t)
	})
}

// parseEntries reads one list. finish stores an entry's line and returns its fault.
func parseEntries[T any](p *lockParser, to *[]T, finish func(e *T, line int) string) error {
	if err := p.expectDelim('['); err != nil {
		return err
	}
	for p.dec.More() {
		line, e := p.lineOfNext(), new(T)
		if err := p.dec.Decode(e); err != nil {
			return err
		}
		if fault := finish(e, line); fault != "" {
			return &Error{Line: line, Text: fault}
		}
		*to = append(*to, *e)
	}
	return p.expectDelim(']')
}

func (p *lockParser) expectDelim(want json.Delim) error {
	got, err := p.dec.Token()
	if err == nil && got != want {
		return &Error{Line: p.lineOfNext(), Text: fmt.Sprintf("want %s, have %v; restore it, or remove the file and run evgen ./...", want, got)}
	}
	return err
}

// lineOfNext returns the line of the next value.
func (p *lockParser) lineOfNext() int {
	at := p.dec.InputOffset()
	for at < int64(len(p.text)) && bytes.IndexByte([]byte(" \t\r\n,:"), p.text[at]) >= 0 {
		at++
	}
	return lineAt(p.text, at)
}

// withLine adds the line at which an error was found.
func (p *lockParser) withLine(err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		end := int64(len(bytes.TrimRight(p.text, "\n")))
		return &Error{Line: lineAt(p.text, end), Text: "the file ends too early; restore it, or remove it and run evgen ./..."}
	}
	return &Error{Line: p.lineOfNext(), Text: err.Error()}
}
