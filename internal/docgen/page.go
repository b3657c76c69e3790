package docgen

import (
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// index writes all packages and all events.
func (w *writer) index() {
	w.WriteString("# Events\n")
	if len(w.doc.Packages) == 0 {
		w.WriteString("\nNo package emits or listens.\n")
		return
	}
	w.table("package", "emits", "listens to")
	for _, p := range w.doc.Packages {
		w.row(w.who(p.Path), joined(p.Emits, code), joined(p.Hears, func(h *Heard) string { return code(h.Name) }))
	}
	if len(w.doc.Events) == 0 {
		return
	}
	w.table("event", "emitted by", "heard by", "description")
	for _, e := range w.doc.Events {
		w.row(code(e.Name), w.who(e.Package), w.whoAll(e.HeardBy), escape(e.Description))
	}
}

// pkg writes the page of a package.
func (w *writer) pkg(p *Package) {
	fmt.Fprintf(w, "# %s\n\n%s", escape(w.title[p.Path]), code(p.Path))
	if w.files != nil {
		fmt.Fprintf(w, " · [all packages](%s)", Index)
	}
	w.WriteString("\n")
	if len(p.Emits) > 0 {
		w.WriteString("\n## Emits\n")
		for _, name := range p.Emits {
			w.event(w.doc.event(p.Path, name))
		}
	}
	if len(p.Hears) > 0 {
		w.WriteString("\n## Listens to\n")
		w.hears(p)
	}
}

// event writes one that the package emits.
func (w *writer) event(e *Event) {
	fmt.Fprintf(w, "\n### %s\n", escape(e.Name))
	if text := escape(e.Description); text != "" {
		fmt.Fprintf(w, "\n%s\n", text)
	}
	if len(e.Fields) == 0 {
		w.WriteString("\nIt has no fields.\n")
	} else {
		w.fields(e.Fields)
	}
	if len(e.HeardBy) == 0 {
		w.WriteString("\nNo package here listens to it.\n")
		return
	}
	fmt.Fprintf(w, "\nHeard by %s.\n", w.whoAll(e.HeardBy))
}

func (w *writer) fields(list []contract.Field) {
	w.table("field", "type", "description")
	for _, f := range list {
		typ := code(f.ValueType())
		if f.IsOptional() {
			typ += ", optional"
		}
		w.row(code(f.Name), typ, escape(f.Doc))
	}
}

// hears writes what the package listens to, and the fields that it needs.
func (w *writer) hears(p *Package) {
	w.table("event", "emitted by", "by way of", "needs")
	for _, h := range p.Hears {
		w.row(code(h.Name), w.from(h), joined(ways(h), code), joined(h.Needs, func(f contract.Field) string {
			return code(f.Name + " " + f.Type)
		}))
	}
}

func (w *writer) from(h *Heard) string {
	if len(h.From) == 0 {
		return "nobody here"
	}
	return w.whoAll(h.From)
}

// ways are how a package hears something, each once.
func ways(h *Heard) []string {
	var all []string
	for _, p := range h.Places {
		all = append(all, p.How)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
