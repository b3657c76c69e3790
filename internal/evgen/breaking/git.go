package breaking

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// A repository runs git in the root directory of a module, which need not be the
// root of the repository. Only commands that read are run.
type repository struct{ dir string }

// branchPoint returns the commit at which HEAD left the default branch. origin comes
// first, because a local main is often behind.
func (r *repository) branchPoint(ctx context.Context) (string, error) {
	if _, err := r.git(ctx, "rev-parse", "--git-dir"); err != nil {
		return "", fmt.Errorf("%w; name a file: evgen breaking -against FILE", err)
	}
	for _, branch := range []string{"origin/HEAD", "origin/main", "origin/master", "main", "master"} {
		if base, err := r.git(ctx, "merge-base", "HEAD", branch); err == nil {
			short, err := r.git(ctx, "rev-parse", "--short", strings.TrimSpace(string(base)))
			return strings.TrimSpace(string(short)), err
		}
	}
	return "", errors.New("no default branch (origin/HEAD, main or master); name one: evgen breaking -against BRANCH")
}

func (r *repository) hasCommit(ctx context.Context, ref string) bool {
	_, err := r.git(ctx, "rev-parse", "--verify", "--quiet", ref+"^{commit}")
	return err == nil
}

// fileAt returns the content that a file of the module had at a commit.
func (r *repository) fileAt(ctx context.Context, ref, name string) ([]byte, error) {
	return r.git(ctx, "show", ref+":./"+name)
}

func (r *repository) git(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = r.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, bytes.TrimSpace(stderr.Bytes()))
	}
	return out, nil
}
