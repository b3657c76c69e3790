package modules

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// WithWorkspace returns the modules of a run for the pattern "work", with those modules
// of the workspace of which no package was read: all their packages may be gone.
func WithWorkspace(ctx context.Context, dir string, mods []*Module) ([]*Module, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Path}}\t{{.Dir}}")
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, errors.New(strings.TrimSpace(string(exit.Stderr)))
	} else if err != nil {
		return nil, fmt.Errorf("go list -m: %w", err)
	}
	all := moduleSet{}
	for _, m := range mods {
		all[m.Root] = m
	}
	for line := range strings.Lines(string(out)) {
		path, root, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if m := all.at(root); m.Path == "" {
			m.Path, m.Whole = path, true
		}
	}
	return all.sorted(), nil
}
