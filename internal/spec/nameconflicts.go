package spec

import (
	"fmt"
	"go/token"
	"slices"
)

// predeclared are the names that must have their usual meaning in generated code.
var predeclared = []string{
	"any", "nil", "true", "string", "bool", "byte", "int", "int8", "int16", "int32", "int64",
	"uint", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
}

// reportNameConflicts reports names that two declarations would share. If they were
// numbered instead, a new declaration could rename an old one, so the author decides.
func (l *packageLoader) reportNameConflicts(pkgs []*Package) {
	for _, p := range pkgs {
		l.reportConflictsIn(p)
	}
	l.reportPayloadConflicts(pkgs)
}

func (l *packageLoader) reportConflictsIn(p *Package) {
	byName, byGoName := map[string]*Event{}, map[string]*Event{}
	all := p.All()
	for _, e := range all {
		switch other := byName[e.Name]; {
		case other != nil && other.Listens != e.Listens:
			l.reportEmittedAndListened(e, other)
			continue
		case other != nil && e.Listens:
			l.add(e.Pos, "what is needed of event %q is already said at %s; remove one", e.Name, placeSeenFrom(e.Pos, other.Pos))
			continue
		case other != nil:
			l.add(e.Pos, "event %q is already declared at %s; remove one; an older version of a payload is a struct of its own: go doc github.com/fastpluggy/eventbus/typed.Upcast", e.Name, placeSeenFrom(e.Pos, other.Pos))
			continue
		}
		byName[e.Name] = e
		l.reportConflictsOf(e, p, byGoName)
	}
	if len(all) == 0 {
		return
	}
	for _, name := range predeclared {
		if pos, ok := p.Taken[name]; ok {
			l.add(pos, "the package has a %s of its own, but generated code needs Go's; rename it", name)
		}
	}
}

// reportEmittedAndListened reports an event that a package emits and listens to: two
// structs would have one name.
func (l *packageLoader) reportEmittedAndListened(a, b *Event) {
	if b.Listens {
		a, b = b, a
	}
	l.add(a.Pos, "event %q is in Listens, but the package emits it too (at %s); remove it from Listens: the topic that it emits with serves for listening as well", a.Name, placeSeenFrom(a.Pos, b.Pos))
}

// reportConflictsOf reports each name of e that another event or handwritten code has.
func (l *packageLoader) reportConflictsOf(e *Event, p *Package, owner map[string]*Event) {
	if other := owner[e.GoName]; other != nil && other.GoName == e.GoName {
		l.add(e.Pos, "events %q (at %s) and %q both become %s; set GoName on one of them", other.Name, placeSeenFrom(e.Pos, other.Pos), e.Name, e.GoName)
		return
	}
	for _, name := range e.GeneratedNames() {
		switch other := owner[name]; {
		case other == e:
			l.add(e.Pos, "event %q needs the name %s twice; rename the field whose struct gets that name", e.Name, name)
			continue
		case other != nil:
			l.add(e.Pos, "events %q (at %s) and %q both need the name %s; set GoName on one of them", other.Name, placeSeenFrom(e.Pos, other.Pos), e.Name, name)
			continue
		}
		owner[name] = e
		if pos, ok := p.Taken[name]; ok {
			l.add(e.Pos, "event %q needs the name %s, which is declared at %s; rename that, or set GoName here", e.Name, name, placeSeenFrom(e.Pos, pos))
		} else if pos, ok := p.importNames[name]; ok {
			l.add(e.Pos, "event %q needs the name %s, which an import brings along at %s; import that under another name, or set GoName here", e.Name, name, placeSeenFrom(e.Pos, pos))
		}
	}
	for name, schema := range e.schemas {
		for _, f := range schema {
			if pos, ok := p.methods[name+"."+f.GoName]; ok {
				l.add(f.Pos, "the struct %s gets a field %s, but has a method of that name at %s; rename that, or the field in a comment on its line, as in //evgen:name %[2]s2", name, f.GoName, placeSeenFrom(f.Pos, pos))
			}
		}
	}
}

// reportPayloadConflicts reports an event that two packages declare with different
// payloads. Two declarations with the same payload are fine, as at run time.
func (l *packageLoader) reportPayloadConflicts(pkgs []*Package) {
	first := map[string]*Event{}
	for _, p := range pkgs {
		for _, e := range p.Events {
			other := first[e.Name]
			if other == nil {
				first[e.Name] = e
			} else if other.Fingerprint != e.Fingerprint && !slices.Contains(p.Events, other) {
				l.add(e.Pos, "event %q has another payload at %s; use one declaration, or give one of them another name", e.Name, other.Pos)
			}
		}
	}
}

// placeSeenFrom leaves out the file if both places are in the same one.
func placeSeenFrom(from, to token.Position) string {
	if from.Filename == to.Filename {
		return fmt.Sprintf("line %d:%d", to.Line, to.Column)
	}
	return to.String()
}
