package gofile

import (
	"fmt"
	"strings"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// lineWidth is the length from which a list is written with one value a line.
const lineWidth = 110

// writeEncoder writes the function that makes a payload of the struct. Absent
// optional fields have no key; present ones are in it with their value.
func (w *filePrinter) writeEncoder(e *spec.Event) {
	var present []string
	some := false
	for _, f := range e.Schema {
		if isOptional(f) {
			some = true
		} else {
			present = append(present, fmt.Sprintf("%q: v.%s", f.Name, f.GoName))
		}
	}
	literal := w.imports.eventsName() + ".Payload{" + joinOrBreak(present) + "}"
	w.line("\nfunc %s(v %s) %s.Payload {", e.Encoder(), e.GoName, w.imports.eventsName())
	if !some {
		w.line("return %s\n}", literal)
		return
	}
	w.line("p := %s", literal)
	for _, f := range e.Schema {
		if isOptional(f) {
			w.line("if v.%s != nil {\np[%q] = *v.%[1]s\n}", f.GoName, f.Name)
		}
	}
	w.line("return p\n}")
}

func joinOrBreak(entries []string) string {
	one := strings.Join(entries, ", ")
	if len(one) <= lineWidth {
		return one
	}
	return "\n" + strings.Join(entries, ",\n") + ",\n"
}

// writeDecoder writes the function that fills the struct from a payload.
func (w *filePrinter) writeDecoder(e *spec.Event) {
	typed := w.imports.typedName()
	if len(e.Schema) == 0 {
		w.line("\nfunc %s(*%s.Decoder, *%s) {}", e.Decoder(), typed, e.GoName)
		return
	}
	w.line("\nfunc %s(d *%s.Decoder, v *%s) {", e.Decoder(), typed, e.GoName)
	for _, f := range e.Schema {
		call := "Required"
		if isOptional(f) {
			call = "Optional"
		}
		w.line("%s.%s(d, %q, &v.%s)", typed, call, f.Name, f.GoName)
	}
	w.line("}")
}

// writeFieldRef writes the function that points at one field.
func (w *filePrinter) writeFieldRef(e *spec.Event) {
	if len(e.Schema) == 0 {
		w.line("\nfunc %s(*%s, string) any { return nil }", e.Ref(), e.GoName)
		return
	}
	w.line("\n// %s points at one field, so that reading it copies and allocates nothing.", e.Ref())
	w.line("func %s(v *%s, field string) any {\nswitch field {", e.Ref(), e.GoName)
	for _, f := range e.Schema {
		w.line("case %q:", f.Name)
		if isOptional(f) {
			w.line("if v.%s != nil {\nreturn v.%[1]s\n}", f.GoName)
		} else {
			w.line("return &v.%s", f.GoName)
		}
	}
	w.line("}\nreturn nil\n}")
}
