package breaking

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// compareVersions compares each module that the patterns match with its own older lock.
// against names the old version, see readBaseline; the new version is the source.
// Modules without contracts are left out, except if there is only one.
func compareVersions(ctx context.Context, dir, against string, patterns []string) ([]*comparison, error) {
	mods, err := readModules(ctx, dir, patterns)
	if err != nil {
		return nil, err
	}
	if err := refuseSharedFile(dir, against, mods); err != nil {
		return nil, err
	}
	var all []*comparison
	for _, m := range mods {
		c, err := compareModule(ctx, dir, against, m)
		if err != nil && len(mods) > 1 {
			return nil, fmt.Errorf("module %s: %w", m.Path, err)
		}
		if err != nil {
			return nil, err
		}
		if len(mods) == 1 || !c.isEmpty {
			all = append(all, c)
		}
		if len(mods) > 1 {
			c.module = m.Path
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the modules that %s match declare no events, now or before; nothing was compared", strings.Join(patterns, " "))
	}
	return all, shareListeners(all, mods)
}

// readModules reads the source of the packages that the patterns match.
func readModules(ctx context.Context, dir string, patterns []string) ([]*modules.Module, error) {
	if _, ok := lockfile.Root(dir); !ok && !inWorkspace(dir) {
		return nil, errors.New("no go.mod in this directory or above; run evgen breaking in a module")
	}
	pkgs, err := spec.Read(ctx, dir, patterns...)
	if err != nil {
		return nil, err
	}
	mods := modules.OfRun(dir, patterns, pkgs)
	if slices.Contains(patterns, "work") {
		if mods, err = modules.WithWorkspace(ctx, dir, mods); err != nil {
			return nil, err
		}
	}
	if len(mods) == 0 {
		return nil, fmt.Errorf("no packages match %s; nothing was compared", strings.Join(patterns, " "))
	}
	return mods, nil
}

// inWorkspace reports whether the go command finds a workspace in dir.
func inWorkspace(dir string) bool {
	if file := os.Getenv("GOWORK"); file != "" {
		return file != "off"
	}
	_, ok := lockfile.Above(dir, func(dir string) bool { return lockfile.Has(dir, "go.work") })
	return ok
}

// refuseSharedFile refuses to compare several modules with a file, which is the lock of
// one.
func refuseSharedFile(dir, against string, mods []*modules.Module) error {
	if info, err := os.Stat(against); against == "" || err != nil || info.IsDir() {
		return nil
	}
	var roots []string
	for _, m := range mods {
		if hasContracts(m) {
			roots = append(roots, filepath.ToSlash(change.Relative(dir, m.Root)))
		}
	}
	if len(roots) < 2 {
		return nil
	}
	return fmt.Errorf("-against %s is the lock of one module, but the patterns match %d (%s); name the packages of one of them, or a commit",
		against, len(roots), strings.Join(roots, ", "))
}

func hasContracts(m *modules.Module) bool {
	return lockfile.Has(m.Root, lockfile.FileName) || slices.ContainsFunc(m.Packages, func(p *spec.Package) bool { return len(p.All()) > 0 })
}

// shareListeners gives each comparison the listeners of the others, and those of
// packages that are only in locks.
func shareListeners(all []*comparison, mods []*modules.Module) error {
	var listens []contract.Event
	for _, c := range all {
		listens = append(listens, c.now.Listens...)
	}
	for _, m := range mods {
		lock, err := lockfile.Read(filepath.Join(m.Root, lockfile.FileName))
		if err != nil {
			return err
		}
		for _, l := range lock.Listens {
			if !m.Reads(l.Package) && !m.Replaces(l.Package) {
				listens = append(listens, l)
			}
		}
	}
	for _, c := range all {
		c.addListeners(listens)
	}
	return nil
}
