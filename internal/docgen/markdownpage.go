package docgen

import (
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// writeIndex writes all packages and all events.
func (w *markdownWriter) writeIndex() {
	w.WriteString("# Events\n")
	if len(w.doc.Packages) == 0 {
		w.WriteString("\nNo package emits or listens.\n")
		return
	}
	w.writeTableHead("package", "emits", "listens to")
	for _, p := range w.doc.Packages {
		w.writeRow(w.packageCell(p), joinTexts(p.emittedNames(), codeSpan), joinTexts(p.Listens, func(h *ListenedEvent) string { return codeSpan(h.Name) }))
	}
	if len(w.doc.Events)+len(w.doc.Undeclared) > 0 {
		w.writeTableHead("event", "emitted by", "listeners", "description")
	}
	for _, e := range w.doc.Events {
		w.writeRow(codeSpan(e.Name), w.packageLinks(w.doc.emittersBeside(e)), w.packageLinks(e.Listeners), escape(e.Description))
	}
	for _, e := range w.doc.Undeclared {
		w.writeRow(codeSpan(e.Name), w.packageLinks(e.Emitters), w.packageLinks(e.Listeners), "not declared")
	}
	w.writeUnknown()
}

// packageCell names a package and, if it is a required one, its module.
func (w *markdownWriter) packageCell(p *Package) string {
	if p.Module == "" {
		return w.packageLink(p.Path)
	}
	return w.packageLink(p.Path) + ", of " + codeSpan(p.Module)
}

// writeUnknown says that the page does not show everything.
func (w *markdownWriter) writeUnknown() {
	n := len(w.doc.Unknown)
	switch n {
	case 0:
	case 1:
		w.WriteString("\nOne call is not shown: the name of its event is not constant.\n")
	default:
		fmt.Fprintf(w, "\n%d calls are not shown: the names of their events are not constant.\n", n)
	}
}

// writePackage writes the page of a package.
func (w *markdownWriter) writePackage(p *Package) {
	fmt.Fprintf(w, "# %s\n\n%s", escape(w.title[p.Path]), codeSpan(p.Path))
	if p.Module != "" {
		fmt.Fprintf(w, " of the module %s", codeSpan(p.Module))
	}
	if w.files != nil {
		fmt.Fprintf(w, " · [all packages](%s)", Index)
	}
	w.WriteString("\n")
	if names := p.emittedNames(); len(names) > 0 {
		w.WriteString("\n## Emits\n")
		for _, name := range names {
			if e := w.doc.findEvent(p.Path, name); e != nil {
				w.writeEvent(e)
			} else {
				w.writeCalled(name)
			}
		}
	}
	if len(p.Listens) > 0 {
		w.WriteString("\n## Listens to\n")
		w.writeListens(p)
	}
	w.writeTypes(p)
}

// writeTypes writes the named types that the package's events lead to.
func (w *markdownWriter) writeTypes(p *Package) {
	types := w.doc.shapes.Reachable(w.doc.fieldsOf(p))
	if len(types) > 0 {
		w.WriteString("\n## Types\n")
	}
	for _, shape := range types {
		fmt.Fprintf(w, "\n### %s\n", codeSpan(shape.Name))
		if text := escape(shape.Doc); text != "" {
			fmt.Fprintf(w, "\n%s\n", text)
		}
		w.writeType(shape)
	}
}

// writeType writes what JSON makes of a type.
func (w *markdownWriter) writeType(shape *contract.Shape) {
	switch {
	case shape.Form == contract.FormStruct && len(shape.Fields) == 0:
		w.WriteString("\nIt has no fields.\n")
	case shape.Form == contract.FormStruct:
		w.writeFields(shape.Fields)
	case shape.Form == contract.FormText:
		w.WriteString("\nJSON has it as a text.\n")
	case shape.Form == contract.FormJSON:
		w.WriteString("\nThe type writes its JSON itself.\n")
	case shape.Form == contract.FormNumber:
		w.WriteString("\nA number of any size.\n")
	case len(shape.Values) > 0:
		fmt.Fprintf(w, "\n%s, with the constants %s.\n", codeSpan(shape.Form), joinTexts(shape.Values, codeSpan))
	default:
		fmt.Fprintf(w, "\n%s\n", codeSpan(shape.Form))
	}
}

// writeEvent writes an event that the package emits.
func (w *markdownWriter) writeEvent(e *Event) {
	fmt.Fprintf(w, "\n### %s\n", escape(e.Name))
	if text := escape(e.Description); text != "" {
		fmt.Fprintf(w, "\n%s\n", text)
	}
	if len(e.Fields) == 0 {
		w.WriteString("\nIt has no fields.\n")
	} else {
		w.writeFields(e.Fields)
	}
	w.writeListeners(e.Listeners)
}

// writeCalled writes an event that the package emits and does not declare.
func (w *markdownWriter) writeCalled(name string) {
	fmt.Fprintf(w, "\n### %s\n", escape(name))
	if by := w.doc.declarersOf(name); len(by) > 0 {
		fmt.Fprintf(w, "\nDeclared by %s.\n", w.packageLinks(by))
		return
	}
	w.WriteString("\nNo package here declares it.\n")
	for _, e := range w.doc.Undeclared {
		if e.Name == name {
			w.writeListeners(e.Listeners)
		}
	}
}

func (w *markdownWriter) writeListeners(paths []string) {
	if len(paths) == 0 {
		w.WriteString("\nNo package here listens to it.\n")
		return
	}
	fmt.Fprintf(w, "\nListeners: %s.\n", w.packageLinks(paths))
}

func (w *markdownWriter) writeFields(list []contract.Field) {
	w.writeTableHead("field", "type", "description")
	for _, f := range list {
		typ := codeSpan(f.ValueType())
		if f.IsOptional() {
			typ += ", optional"
		}
		w.writeRow(codeSpan(f.Name), typ, escape(f.Doc))
	}
}

// writeListens writes what the package listens to, and the fields that it needs.
func (w *markdownWriter) writeListens(p *Package) {
	w.writeTableHead("event", "emitted by", "by way of", "needs")
	for _, h := range p.Listens {
		w.writeRow(codeSpan(h.Name), w.emittersCell(h), joinTexts(waysToListen(h), codeSpan), joinTexts(h.Needs, func(f contract.Field) string {
			return codeSpan(f.Name + " " + f.Type)
		}))
	}
}

func (w *markdownWriter) emittersCell(h *ListenedEvent) string {
	if len(h.From) == 0 {
		return "no package here"
	}
	return w.packageLinks(h.From)
}

// waysToListen are the ways in which a package listens to something, each once.
func waysToListen(h *ListenedEvent) []string {
	var all []string
	for _, p := range h.Places {
		all = append(all, p.How)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
