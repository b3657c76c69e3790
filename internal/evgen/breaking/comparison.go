package breaking

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// A comparison has the findings of one run.
type comparison struct {
	against  string // the name of the old side
	findings []placedFinding
	notes    []string // for the user, not about a finding
}

func (c *comparison) countBreaks() (n int) {
	for _, f := range c.findings {
		if f.Failing() {
			n++
		}
	}
	return n
}

// compare reads both sides and compares them. The old side is the lock at against,
// which is described at readBaseline; the new side is the source.
func compare(ctx context.Context, dir, against string, patterns []string) (*comparison, error) {
	lockPath, _ := lockfile.Find(dir)
	if lockPath == "" {
		return nil, errors.New("no go.mod in this directory or above; run evgen breaking in a module")
	}
	old, err := readBaseline(ctx, lockPath, against)
	if err != nil {
		return nil, err
	}
	pkgs, err := spec.Read(ctx, dir, patterns...)
	if err != nil {
		return nil, err
	}
	lock, err := lockfile.Read(lockPath)
	if err != nil {
		return nil, err
	}
	now := modules.Contracts(pkgs)
	now.Reserved = lock.Reserved
	findings := breaking.Compare(old.limitTo(pkgs, isWhole(lockPath, modules.OfRun(dir, patterns, pkgs))), now)
	unused, err := breaking.Accept(findings, lock.Accepted)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", change.Relative(dir, lockPath), err)
	}
	return &comparison{
		against:  old.name,
		findings: placeFindings(findings, pkgs, old),
		notes:    append(old.notes, unusedNotes(unused)...),
	}, nil
}

// isWhole reports whether the run has read all packages of the module with the
// lock.
func isWhole(lockPath string, mods []*modules.Module) bool {
	root := filepath.Dir(lockPath)
	return slices.ContainsFunc(mods, func(m *modules.Module) bool { return m.Root == root && m.Whole })
}

// unusedNotes tells the user which accepted breaks are not breaks.
func unusedNotes(unused []lockfile.Accepted) (notes []string) {
	for _, a := range unused {
		name := strings.Trim(a.Topic+" "+a.Field, " ")
		notes = append(notes, fmt.Sprintf("%s accepts %s of event %q, which is not broken; the entry can be removed", lockfile.FileName, a.Rule, name))
	}
	return notes
}
