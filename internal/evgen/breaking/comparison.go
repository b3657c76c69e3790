package breaking

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// A comparison has the findings about one module, in the order of internal/breaking: by
// event, then by field.
type comparison struct {
	module   string // import path; empty if the run is about this module alone
	dir      string // the working directory
	root     string // of the module
	against  string // the name of the old side
	option   string // what the user has written after -against
	findings []placedFinding
	added    []breaking.Addition
	idle     []lockfile.Accepted // entries that accept nothing
	same     bool                // nothing at all has changed
	notes    []string            // for the user, not about a finding

	before, now *lockfile.File
	isEmpty     bool // the module has no contracts, and had none
}

func (c *comparison) countBreaks() (n int) {
	for _, f := range c.findings {
		if f.Failing() {
			n++
		}
	}
	return n
}

// compareModule compares the source of one module with an older lock of it.
func compareModule(ctx context.Context, dir, against string, m *modules.Module) (*comparison, error) {
	lockPath := filepath.Join(m.Root, lockfile.FileName)
	old, err := readBaseline(ctx, lockPath, against)
	if err != nil {
		return nil, err
	}
	now, err := readSource(m)
	if err != nil {
		return nil, err
	}
	before, others := old.limitTo(now), readRequirements(m.Root, old.goMod)
	isEmpty := before.Empty() && now.contracts.Empty()
	others.addListeners(before)
	others.addListeners(now.contracts)
	result := breaking.CompareTypes(before, now.contracts, now.basicOf)
	others.compareUpgrades(now.contracts.Listens)
	idle, err := others.accept(result.Findings, now.accepted)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", change.Relative(dir, lockPath), err)
	}
	c := &comparison{
		dir: dir, root: m.Root, against: old.name, option: against,
		added: result.Added, idle: idle, same: breaking.Same(before, now.contracts),
		findings: placeFindings(result.Findings, m.Packages, old),
		notes:    slices.Concat(old.notes, now.notes, others.notes, unreadNotes(old, result.Unread)),
		before:   before, now: now.contracts, isEmpty: isEmpty,
	}
	for _, u := range others.upgrades {
		c.added = append(c.added, u.added...)
		c.same = c.same && breaking.Same(u.was.File, u.is.File)
		c.findings = append(c.findings, u.placed()...)
		c.isEmpty = false
	}
	return c, nil
}

func (c *comparison) allNotes() []string { return slices.Concat(c.notes, c.idleNotes()) }

// idleNotes tells the user which accepted breaks are not breaks.
func (c *comparison) idleNotes() (notes []string) {
	for _, a := range c.idle {
		name := strings.Trim(a.Topic+" "+a.Field, " ")
		notes = append(notes, fmt.Sprintf("%s accepts %s of event %q, which is not broken; the entry can be removed", lockfile.FileName, a.Rule, name))
	}
	return notes
}

// unreadNotes tells the user which types have not been compared.
func unreadNotes(old *baseline, types []string) []string {
	if len(types) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s does not say what %s is made of, so that its fields were not compared; a lock written by this evgen does", old.name, strings.Join(types, ", "))}
}

// addListeners names listeners that the comparison has not read: in other modules of
// the run, and in packages that the patterns leave out.
func (c *comparison) addListeners(listens []contract.Event) {
	for i := range c.findings {
		f := &c.findings[i]
		f.Listeners = breaking.Listeners(&f.Finding, append(slices.Clone(c.now.Listens), listens...))
	}
}
