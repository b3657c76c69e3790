package generate

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// A plan is what one run is going to write. It is complete before the first file
// changes, so that an error in one package leaves all files as they were.
type plan struct {
	dir     string          // the working directory
	pkgs    []*spec.Package // without those that are left as they are
	notes   []string        // about those
	others  []string        // notes about required modules
	modules []*modules.Module
	files   []*change.File // the events_gen.go files that differ
	locks   []*change.File // the locks that differ
}

// newPlan renders all files in memory and compares them with those on disk.
func newPlan(ctx context.Context, dir string, patterns []string, pkgs []*spec.Package) (*plan, error) {
	p := &plan{dir: dir, modules: modules.OfRun(dir, patterns, pkgs)}
	var err error
	if p.notes, err = leaveAlone(dir, p.modules); err != nil {
		return nil, err
	}
	for _, m := range p.modules {
		p.pkgs = append(p.pkgs, m.Packages...)
	}
	if p.files, err = planFiles(dir, p.pkgs); err != nil {
		return nil, err
	}
	if err = checkConflicts(ctx, dir, p.modules); err != nil {
		return nil, err
	}
	if p.others, err = checkRequired(ctx, dir, p.modules); err != nil {
		return nil, err
	}
	p.locks, err = planLocks(dir, p.modules)
	return p, err
}

func (p *plan) changes() []*change.File { return slices.Concat(p.files, p.locks) }

// printNotes says what is left as it is, and that there is nothing to generate and
// nothing to remove.
func (p *plan) printNotes(stderr io.Writer) {
	for _, note := range slices.Concat(p.notes, p.others) {
		fmt.Fprintf(stderr, "evgen: %s\n", note)
	}
	if slices.ContainsFunc(p.pkgs, func(pkg *spec.Package) bool { return pkg.NotVendored }) {
		fmt.Fprintf(stderr, "evgen: generated code imports %s, which the vendor directory does not have yet; run: go mod vendor\n", spec.TypedPath)
	}
	if len(p.changes())+len(p.notes) > 0 {
		return
	}
	for _, pkg := range p.pkgs {
		if len(pkg.All()) > 0 {
			return
		}
	}
	fmt.Fprintln(stderr, "evgen: no package-level []events.EventSpec here, so there is nothing to generate; run evgen -h for what it reads")
}

// write makes the changes. Another run may have changed a lock since this one read
// it, so the locks are held and planned again.
func (p *plan) write(ctx context.Context, stdout, stderr io.Writer) error {
	if len(p.locks) > 0 {
		release, err := holdLocks(ctx, p.locks, func(text string) { fmt.Fprintf(stderr, "evgen: %s\n", text) })
		if err != nil {
			return err
		}
		defer release()
		if p.locks, err = planLocks(p.dir, p.modules); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return change.Apply(stdout, p.changes())
}
