package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"strings"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// element writes the event as an element of a list, as gofmt has it where
// nothing is indented. events is what stands in front of Schema.
func (w *wanted) element(events string) (string, error) {
	if w.text == "" && len(w.fields) == 0 {
		return fmt.Sprintf("{Name: %q}", w.name), nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "package p\n\nvar _ = T{\nName: %q,\n", w.name)
	if w.text != "" {
		fmt.Fprintf(&b, "Description: %q,\n", w.text)
	}
	if len(w.fields) > 0 {
		fmt.Fprintf(&b, "Payload: %sSchema{\n", events)
		for _, f := range w.fields {
			fmt.Fprintf(&b, "%q: %q,\n", f.name, f.hint)
		}
		b.WriteString("},\n")
	}
	b.WriteString("}\n")
	src, err := format.Source([]byte(b.String()))
	_, text, _ := strings.Cut(strings.TrimSpace(string(src)), "= T")
	return text, err
}

// variable writes the list with the event.
func (w *wanted) variable(events string) (string, error) {
	elem, err := w.element(events)
	about := "// Emits are the events that this package emits."
	if w.listens {
		about = "// Listens is what this package needs of the events of others."
	}
	return fmt.Sprintf("%s\nvar %s = []%sEventSpec{\n%s,\n}\n", about, w.list(), events, indent(elem, "\t", true)), err
}

// file is a new one with the list. A package that go generate calls evgen for
// needs no second call.
func (w *wanted) file(p *place) ([]byte, error) {
	alias, call := "", "//go:generate go tool evgen\n\n"
	if p.declared("events") != nil {
		alias = "bus "
	}
	for _, f := range p.files {
		if bytes.Contains(f.text, []byte("//go:generate")) && bytes.Contains(f.text, []byte("evgen")) {
			call = ""
		}
	}
	name := "events."
	if alias != "" {
		name = "bus."
	}
	list, err := w.variable(name)
	return fmt.Appendf(nil, "package %s\n\nimport %s%q\n\n%s%s", p.pkg.Name, alias, spec.EventsPath, call, list), err
}

// extend puts the list behind all that a file has.
func (w *wanted) extend(f *source) ([]byte, error) {
	events, _ := qualifier(f.tree)
	list, err := w.variable(events)
	gap := "\n"
	if !bytes.HasSuffix(f.text, []byte("\n")) {
		gap = "\n\n"
	}
	return splice(f.text, len(f.text), gap+list), err
}

// insert puts the event into a list of a file.
func (w *wanted) insert(p *place, f *source, lit *ast.CompositeLit) ([]byte, error) {
	events, ok := qualifier(f.tree)
	if !ok && len(w.fields) > 0 {
		return nil, spec.Errors{{Pos: p.at(lit.Pos()), Text: fmt.Sprintf("the file does not import %s, which a payload needs; import it, or declare the event by hand", spec.EventsPath)}}
	}
	elem, err := w.element(events)
	if err != nil {
		return nil, err
	}
	l := &literal{place: p, source: f, lit: lit}
	at, text := l.put(p.sorted(f, lit, w.name), elem)
	return tidy(f.text, splice(f.text, at, text))
}

// splice writes text into another, with its ends of lines.
func splice(src []byte, at int, text string) []byte {
	if bytes.Contains(src, []byte("\r\n")) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return bytes.Join([][]byte{src[:at], []byte(text), src[at:]}, nil)
}

// tidy formats a file that was formatted before: comments at the ends of lines
// may stand in one column with those of the new lines. Others are left alone.
func tidy(before, after []byte) ([]byte, error) {
	formatted, err := format.Source(after)
	if err != nil {
		return nil, err
	}
	if was, err := format.Source(before); err != nil || !bytes.Equal(was, before) {
		return after, nil
	}
	return formatted, nil
}

// indent puts a prefix before each line, or before each but the first.
func indent(text, prefix string, first bool) string {
	text = strings.ReplaceAll(text, "\n", "\n"+prefix)
	if first {
		text = prefix + text
	}
	return text
}
