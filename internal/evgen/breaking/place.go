package breaking

import (
	"fmt"
	"go/token"
	"path/filepath"

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
		placed = append(placed, placeFinding(f, positions, old))
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

// placeFinding prefers the place of the field to that of its event, and both to
// the old lock.
func placeFinding(f breaking.Finding, positions map[declarationKey]token.Position, old *baseline) placedFinding {
	for _, field := range []string{f.Field, ""} {
		if pos, ok := positions[declarationKey{f.Package, f.Topic, field}]; ok {
			return placedFinding{Finding: f, File: filepath.ToSlash(pos.Filename), Line: pos.Line, Column: pos.Column}
		}
	}
	gone := old.findTopic(f.Topic, f.Package)
	return placedFinding{Finding: f, File: old.place, Line: gone.Line, oldFingerprint: gone.Fingerprint}
}
