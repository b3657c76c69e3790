package spec

import (
	"fmt"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// compareFields judges every field that the listener needs. Its errors are at the
// listener's declaration, also for the fields of nested types.
func (p *Package) compareFields(e *Event, d *emitterSide) (faults Errors) {
	if p.upcasts[e.Topic()] {
		return nil // it also takes an older version; only the compiler can compare that
	}
	for _, m := range contract.Misfits(&e.Event, d.Event) {
		if f := e.schemaField(m.Path); f != nil {
			text := fmt.Sprintf("Listens needs the field %q%s of event %q", m.Path, p.nestedPlace(e, m.Path), e.Name)
			faults = append(faults, &Error{f.Pos, text + p.misfitText(e, d, &m)})
		}
	}
	return faults
}

// misfitText says how the emitter's field differs, where it is, and what to do.
func (p *Package) misfitText(e *Event, d *emitterSide, m *contract.Misfit) string {
	place, have := p.emitterPlace(d, m.Path), d.At(m.Path)
	switch {
	case m.MayLack:
		return fmt.Sprintf(", which %s may leave out (%q at %s); %s", d.Package, m.Have, place, p.optionalRemedy(e, m))
	case m.Have == "":
		return fmt.Sprintf(", which %s does not declare (%s); %s", d.Package, place, d.missingFieldHelp(nameOfPath(m.Path), have.Siblings))
	}
	want, sent := m.Want, m.Have
	if w := e.At(m.Path); w.Field != nil && have.Field != nil && !strings.HasSuffix(m.Path, "]") { // with the mark of optional fields
		want, sent = w.Field.Type, have.Field.Type
	}
	return fmt.Sprintf(" as %s, but %s declares it as %s (%s); write that here, or %s", want, d.Package, sent, place, d.otherRemedy("change it there"))
}

// optionalRemedy says how the listener makes a field optional: in its type, or in its
// keys, if those declare its struct.
func (p *Package) optionalRemedy(e *Event, m *contract.Misfit) string {
	for _, s := range e.Structs {
		path := strings.ReplaceAll(s.Path, "{}", "[]")
		if rest, ok := strings.CutPrefix(path, m.Path); ok && strings.Trim(rest, "[]") == "" {
			return fmt.Sprintf("write %q in its keys here", s.Path[:len(m.Path)]+"?"+s.Path[len(m.Path):]+".")
		}
	}
	return fmt.Sprintf("write %q here", "*"+p.shortType(m.Want))
}

// otherRemedy returns the remedy in the emitter's source, or that for a released module.
func (d *emitterSide) otherRemedy(inSource string) string {
	if d.Module != "" {
		return "require a version of " + d.Module + " that fits"
	}
	return inSource
}

func (d *emitterSide) missingFieldHelp(name string, there []contract.Field) string {
	var names []string
	for _, f := range there {
		names = append(names, f.Name)
	}
	if near, ok := eventname.Near(name, names); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return d.otherRemedy("declare it there") + ", or make it optional here"
}

// shortType writes a type as the package itself does.
func (p *Package) shortType(text string) string { return strings.ReplaceAll(text, p.Path+".", "") }

func nameOfPath(path string) string {
	return strings.TrimRight(path[strings.LastIndexByte(path, '.')+1:], "[]")
}

// schemaField returns the payload's own field that a path begins with.
func (e *Event) schemaField(path string) *Field {
	name, _, _ := strings.Cut(path, ".")
	for _, f := range e.Schema {
		if f.Name == strings.TrimRight(name, "[]") {
			return f
		}
	}
	return nil
}

// nestedPlace returns where the listener declares a field of a nested type, in
// parentheses, or "".
func (p *Package) nestedPlace(e *Event, path string) string {
	if place := p.placeOf(e.At(path)); place != "" {
		return " (" + place + ")"
	}
	return ""
}

// emitterPlace returns the place of the emitter's field, or of what is next to it.
func (p *Package) emitterPlace(d *emitterSide, path string) string {
	if d.read == nil {
		return d.Place
	}
	if place := p.placeOf(d.At(path)); place != "" {
		return place
	}
	if f := d.read.schemaField(path); f != nil {
		return f.HintPos.String()
	}
	return d.Place
}

// placeOf returns the place of a field of a nested type, or "" if it is not known.
func (p *Package) placeOf(at contract.FieldPlace) string {
	if at.Shape == "" || at.Field == nil || p.fieldPlace == nil {
		return ""
	}
	return p.fieldPlace(at.Shape, at.Field.Name)
}
