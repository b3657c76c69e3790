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
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// A comparison has the findings of one run, in the order of internal/breaking: by
// event, then by field.
type comparison struct {
	against  string // the name of the old side
	findings []placedFinding
	added    []breaking.Addition
	same     bool     // nothing at all has changed
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

// compareVersions reads both versions of the contracts and compares them. against
// names the old version, see readBaseline; the new version is the source.
func compareVersions(ctx context.Context, dir, against string, patterns []string) (*comparison, error) {
	lockPath, _ := lockfile.Find(dir)
	if lockPath == "" {
		return nil, errors.New("no go.mod in this directory or above; run evgen breaking in a module")
	}
	old, err := readBaseline(ctx, lockPath, against)
	if err != nil {
		return nil, err
	}
	now, err := readSource(ctx, dir, lockPath, patterns)
	if err != nil {
		return nil, err
	}
	if len(now.pkgs) == 0 && !now.whole {
		return nil, fmt.Errorf("no packages match %s; nothing was compared", strings.Join(patterns, " "))
	}
	before, others := old.limitTo(now), readRequirements(filepath.Dir(lockPath), old.goMod)
	others.addListeners(before)
	others.addListeners(now.contracts)
	findings := breaking.CompareTypes(before, now.contracts, now.basicOf)
	added := breaking.Additions(before, now.contracts, findings)
	others.compareUpgrades(now.contracts.Listens)
	unused, err := others.accept(findings, now.accepted)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", change.Relative(dir, lockPath), err)
	}
	c := &comparison{
		against:  old.name,
		added:    added,
		same:     breaking.Same(before, now.contracts),
		findings: placeFindings(findings, now.pkgs, old),
		notes:    slices.Concat(old.notes, now.notes, others.notes, unusedNotes(unused)),
	}
	for _, u := range others.upgrades {
		c.added = append(c.added, u.added...)
		c.same = c.same && breaking.Same(u.was.File, u.is.File)
		c.findings = append(c.findings, u.placed()...)
	}
	return c, nil
}

// unusedNotes tells the user which accepted breaks are not breaks.
func unusedNotes(unused []lockfile.Accepted) (notes []string) {
	for _, a := range unused {
		name := strings.Trim(a.Topic+" "+a.Field, " ")
		notes = append(notes, fmt.Sprintf("%s accepts %s of event %q, which is not broken; the entry can be removed", lockfile.FileName, a.Rule, name))
	}
	return notes
}
