package spec

import (
	"cmp"
	"go/token"
	"go/types"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/contract/gotypes"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

// readShapes reads the types that the fields of all events lead to, reports parts of them
// that are not data, and completes the fingerprints.
func (r *hintResolver) readShapes(pkgs []*Package) {
	uses := &standardUses{r, map[*typeDecl]bool{}, map[string]bool{}}
	named := false
	for _, p := range pkgs {
		eachNamed(p, func(_ *Event, _ *Field, t *typehint.Type) {
			if path := cmp.Or(t.Path, p.Path); !contract.IsStandard(path + "." + t.Name) {
				named = true
				uses.visitType(path, t.Name)
			}
		})
	}
	if !named {
		return
	}
	r.payloads.standard = uses.found
	r.checker = r.payloads.checker(r.checker.realStd)
	s := r.readShapesWith(r.checker, pkgs)
	if s.incomplete && len(r.list) == 0 && !r.checker.realStd { // a constant of the standard library, perhaps
		r.checker = r.payloads.checker(true)
		s = r.readShapesWith(r.checker, pkgs)
	}
	s.reportOtherBuilds()
	r.faultList.list = append(r.faultList.list, s.faults...)
	declared := placesOfPayloads(pkgs)
	for _, p := range pkgs {
		p.shapePlace = s.placeOf
		p.fieldPlace = func(shape, field string) string {
			return cmp.Or(declared[shape+"#"+field], s.placeOfField(shape, field))
		}
		for _, e := range p.All() {
			e.Shapes = s.reader.Shapes
			e.Fingerprint = contract.Fingerprint(e.Fingerprint, e.Name, e.Fields, e.Shapes)
		}
	}
}

// A shapeReading is one attempt.
type shapeReading struct {
	*hintResolver
	reader     *gotypes.Reader
	faults     Errors
	incomplete bool // types were not found
}

func (r *hintResolver) readShapesWith(c *packageChecker, pkgs []*Package) *shapeReading {
	s := &shapeReading{hintResolver: r, reader: gotypes.NewReader()}
	s.reader.Doc = newFieldDocs(c).of
	for _, p := range pkgs {
		eachNamed(p, func(_ *Event, f *Field, t *typehint.Type) {
			path := cmp.Or(t.Path, p.Path)
			if obj, ok := c.check(path).types.Scope().Lookup(t.Name).(*types.TypeName); ok && !r.refused[f] {
				s.readField(f, obj)
			}
		})
	}
	return s
}

func (s *shapeReading) readField(f *Field, obj *types.TypeName) {
	before := len(s.reader.Faults)
	s.reader.Declared(obj, pathOfHint(f.path, f.Hint))
	for _, fault := range s.reader.Faults[before:] {
		if fault.Invalid && s.checker.importsC(fault.Pos) {
			continue
		}
		s.incomplete = s.incomplete || fault.Invalid
		if fault.Invalid && len(s.list) > 0 {
			continue // its own fault is known
		}
		pos := s.checker.positionOf(fault.Pos)
		if filepath.Base(pos.Filename) == FileName {
			continue // a field of a payload, which is reported at its own hint
		}
		place := ""
		if s.isOwn(fault.Pos) {
			place = " (" + placeSeenFrom(f.HintPos, pos) + ")"
		}
		var list faultList
		list.add(f.HintPos, "type hint %q: %s%s %s", f.Hint, fault.Path, place, fault.Reason)
		s.faults = append(s.faults, list.list...)
	}
}

// placesOfPayloads are those of the fields of payloads, which other payloads may have.
func placesOfPayloads(pkgs []*Package) map[string]string {
	places := map[string]string{}
	for _, p := range pkgs {
		for _, e := range p.All() {
			for name, schema := range e.schemas {
				for _, f := range schema {
					places[p.Path+"."+name+"#"+f.Name] = f.HintPos.String()
				}
			}
		}
	}
	return places
}

// placeOfField returns the place of a field of a struct as text, or "".
func (s *shapeReading) placeOfField(shape, field string) string {
	if pos := s.placeOf(shape, field); pos.IsValid() {
		return pos.String()
	}
	return ""
}

// placeOf returns the place of a type, or of a field of a struct, if it is one of a
// module that is being worked on.
func (s *shapeReading) placeOf(shape, field string) token.Position {
	if field != "" {
		shape += "#" + field
	}
	if at, known := s.reader.Places[shape]; known && s.isOwn(at) {
		if pos := s.checker.positionOf(at); filepath.Base(pos.Filename) != FileName {
			return pos
		}
	}
	return token.Position{}
}

// ShapePlace returns the place of a named type that the payloads of a run lead to or, with
// a field, of that field of it. It is not valid if that is not known: the type may be one
// of another module, or gone.
func (p *Package) ShapePlace(shape, field string) token.Position {
	if p.shapePlace == nil {
		return token.Position{}
	}
	return p.shapePlace(shape, field)
}

// isOwn reports whether a place is in a module that is being worked on.
func (s *shapeReading) isOwn(at token.Pos) bool {
	dir := filepath.Dir(s.checker.fset.Position(at).Filename)
	for _, l := range s.listed {
		if l.Dir == dir {
			return l.Module != nil && l.Module.Main
		}
	}
	return false
}

// pathOfHint returns where the named type in a hint stands: "lines[]" for []Line.
func pathOfHint(name string, t *typehint.Type) string {
	for ; t != nil; t = t.Elem {
		if t.Kind == typehint.List || t.Kind == typehint.Map {
			name += "[]"
		}
	}
	return name
}
