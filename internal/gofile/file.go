package gofile

import (
	"bytes"
	"fmt"
	"go/format"
	"strconv"

	"github.com/fastpluggy/eventbus/internal/spec"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// filePrinter writes one file.
type filePrinter struct {
	bytes.Buffer
	imports *importTable
}

func (w *filePrinter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// File returns the generated file of a package that has events. An error is a
// bug of this package: what it wrote is not valid Go.
func File(p *spec.Package) ([]byte, error) {
	w := &filePrinter{imports: newImports(p)}
	w.line("%s\n\npackage %s\n", spec.Header, p.Name)
	w.imports.writeTo(w)
	w.line("// An error here means that this file is newer than the eventbus module it is")
	w.line("// built with: update the module, or generate again with its own evgen.")
	w.line("const _ = %s.IsAtLeastVersion0_1", w.imports.typedName())
	for _, e := range p.All() {
		w.writeStruct(e)
		w.writeTopic(e)
		w.writeEncoder(e)
		w.writeDecoder(e)
		w.writeFieldRef(e)
	}
	src, err := format.Source(w.Bytes())
	if err != nil {
		return nil, fmt.Errorf("gofile: %s: %w", p.Path, err)
	}
	return src, nil
}

// writeStruct writes the struct.
func (w *filePrinter) writeStruct(e *spec.Event) {
	w.line("")
	subject := "%s is the payload of %q"
	if e.Listens {
		subject = "%s is what this package reads of %q, made from its Listens"
	}
	w.writeComment(sentence(fmt.Sprintf(subject, e.GoName, e.Name), e.Description))
	if len(e.Schema) == 0 {
		w.line("type %s struct{}", e.GoName)
		return
	}
	w.writeFields(e.GoName, e.Schema)
	for _, s := range e.Structs {
		w.line("")
		w.writeComment(sentence(fmt.Sprintf("%s has the fields of %q in %q", s.GoName, s.Path, e.Name), ""))
		w.writeFields(s.GoName, s.Schema)
	}
}

func (w *filePrinter) writeFields(goName string, schema []*spec.Field) {
	w.line("type %s struct {", goName)
	for _, f := range schema {
		w.writeComment(f.Doc)
		tag := f.Name
		if isOptional(f) {
			tag += ",omitempty"
		}
		w.line("%s %s `json:%s`", f.GoName, f.Hint.Format(w.imports.qualifiedName), strconv.Quote(tag))
	}
	w.line("}")
}

// writeTopic writes the variable.
func (w *filePrinter) writeTopic(e *spec.Event) {
	w.line("")
	subject := "%s emits %q and listens to it"
	if e.Listens {
		subject = "%s listens to %q"
	}
	w.writeComment(sentence(fmt.Sprintf(subject, e.Topic(), e.Name), e.Description))
	w.line("var %s = %s.Generated(%q, %s.Codec[%s]{", e.Topic(), w.imports.typedName(), e.Name, w.imports.typedName(), e.GoName)
	if e.Description != "" {
		w.line("Description: %s,", strconv.Quote(e.Description))
	}
	w.line("Fingerprint: %q,", e.Fingerprint)
	if e.Listens {
		w.line("Listens: true,")
	}
	if len(e.Schema) > 0 {
		w.line("Fields: []%s.FieldInfo{", w.imports.eventsName())
		for _, f := range e.Schema {
			w.writeFieldInfo(f)
		}
		w.line("},")
	}
	w.line("Encode: %s, Decode: %s, Ref: %s,\n})", e.Encoder(), e.Decoder(), e.Ref())
}

func (w *filePrinter) writeFieldInfo(f *spec.Field) {
	doc := ""
	if f.Doc != "" {
		doc = ", Doc: " + strconv.Quote(f.Doc)
	}
	w.line("{Name: %q, Type: %q%s},", f.Name, f.Hint.String(), doc)
}

func isOptional(f *spec.Field) bool { return f.Hint.Kind == typehint.Optional }
