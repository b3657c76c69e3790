package breaking

import (
	"fmt"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// A placedFinding is a finding with its place: that of the declaration or, if the
// declaration is gone, that of its line in the old lock. Its JSON is part of the
// output of -format json.
type placedFinding struct {
	breaking.Finding
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column,omitempty"`

	oldFingerprint string   // of a topic that is gone
	inLock         bool     // the place is in the old lock
	upgrade        *upgrade // of the module that declares the event; nil if it is this one
}

// position returns the place as compilers print it.
func (f *placedFinding) position() string {
	if f.Column == 0 {
		return fmt.Sprintf("%s:%d: ", f.File, f.Line)
	}
	return fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
}

// A declarationKey identifies a field of an event, or an event if field is "".
type declarationKey struct{ pkg, topic, field string }

func placeFindings(findings []breaking.Finding, pkgs []*spec.Package, old *baseline) (placed []placedFinding) {
	positions := declarationPositions(pkgs)
	for _, f := range findings {
		at := placedFinding{Finding: f}
		if pos := placeInSource(&f, positions, pkgs); pos.IsValid() {
			at.File, at.Line, at.Column = filepath.ToSlash(pos.Filename), pos.Line, pos.Column
		} else {
			gone := old.findTopic(f.Topic, f.Package)
			at.File, at.Line, at.oldFingerprint, at.inLock = old.place, gone.Line, gone.Fingerprint, true
		}
		placed = append(placed, at)
	}
	return placed
}

func declarationPositions(pkgs []*spec.Package) map[declarationKey]token.Position {
	positions := map[declarationKey]token.Position{}
	for _, p := range pkgs {
		for _, e := range p.Events {
			positions[declarationKey{p.Path, e.Name, ""}] = e.Pos
			for _, f := range e.Schema {
				positions[declarationKey{p.Path, e.Name, f.Name}] = f.Pos
			}
		}
	}
	return positions
}

// placeInSource prefers the place of a field to that of its struct, that to the field
// of the event, and that to the event.
func placeInSource(f *breaking.Finding, positions map[declarationKey]token.Position, pkgs []*spec.Package) token.Position {
	if f.Shape != "" {
		name := f.Field[strings.LastIndexByte(f.Field, '.')+1:]
		for _, field := range []string{strings.TrimSuffix(name, "[]"), ""} {
			for _, p := range pkgs {
				if pos := p.ShapePlace(f.Shape, field); pos.IsValid() {
					return pos
				}
			}
		}
	}
	first, _, _ := strings.Cut(f.Field, ".")
	for _, field := range []string{f.Field, strings.TrimRight(first, "[]"), ""} {
		if pos, ok := positions[declarationKey{f.Package, f.Topic, field}]; ok {
			return pos
		}
	}
	return token.Position{}
}
