package generate

import (
	"bytes"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/gofile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// planFiles returns the events_gen.go files that differ from what the packages
// declare.
func planFiles(dir string, pkgs []*spec.Package) ([]*change.File, error) {
	return change.Plan(pkgs, func(p *spec.Package) (*change.File, error) { return planFile(dir, p) })
}

// planFile returns nil if the package's file is up to date.
func planFile(dir string, p *spec.Package) (*change.File, error) {
	f, err := change.Read(dir, filepath.Join(p.Dir, spec.FileName))
	if err != nil {
		return nil, err
	}
	if len(p.All()) == 0 {
		return removalOf(f), nil
	}
	if f.Old != nil && !f.IsGenerated() {
		return nil, f.Error("evgen did not write this file, so it does not overwrite it; rename or remove it")
	}
	if f.New, err = gofile.File(p); err != nil {
		return nil, err
	}
	f.New = append(textAboveHeader(f.Old), f.New...)
	if f.IsCurrent() || isRegrouped(f) {
		return nil, nil
	}
	return f, nil
}

// textAboveHeader returns the comments that another tool, or the user, has put above
// the header, such as a licence. They stay.
func textAboveHeader(old []byte) []byte {
	above, _ := spec.HeaderOffset(old)
	return bytes.Clone(change.PlainText(old[:above]))
}

// removalOf returns the removal of a file whose package declares no events, or nil
// if there is no file, or one that evgen did not write.
func removalOf(f *change.File) *change.File {
	if !f.IsGenerated() {
		return nil
	}
	return f
}
