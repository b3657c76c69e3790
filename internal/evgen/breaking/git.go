package breaking

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A repository runs git in the root directory of a module, which need not be the
// root of the repository. Only commands that read are run.
type repository struct{ dir string }

// openRepository returns an error if git cannot read the repository of dir.
func openRepository(ctx context.Context, dir string) (*repository, error) {
	r := &repository{dir: dir}
	if _, err := r.git(ctx, "rev-parse", "--git-dir"); err != nil {
		return nil, fmt.Errorf("%w; name a file: evgen breaking -against FILE", err)
	}
	return r, nil
}

// defaultBranches are the names that the default branch may have. origin comes first,
// because a local main is often behind.
var defaultBranches = []string{
	"refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master",
}

// branchPoint returns the commit at which HEAD left the default branch.
func (r *repository) branchPoint(ctx context.Context) (string, error) {
	for _, branch := range defaultBranches {
		if found, err := r.hasCommit(ctx, branch); err != nil {
			return "", err
		} else if found {
			return r.commonCommit(ctx, branch)
		}
	}
	if r.isShallow(ctx) {
		return "", errors.New("no default branch (origin/HEAD, main or master) in this shallow clone; " + fullHistory + ", or name a branch: evgen breaking -against BRANCH")
	}
	return "", errors.New("no default branch (origin/HEAD, main or master); name one: evgen breaking -against BRANCH")
}

// fullHistory is the remedy for a clone that lacks commits.
const fullHistory = "run git fetch --unshallow origin (in GitHub's checkout: fetch-depth: 0)"

// commonCommit returns the newest commit that HEAD and a branch share.
func (r *repository) commonCommit(ctx context.Context, branch string) (string, error) {
	name := strings.TrimPrefix(strings.TrimPrefix(branch, "refs/remotes/"), "refs/heads/")
	base, err := r.git(ctx, "merge-base", "HEAD", branch)
	switch {
	case exitCode(err) == 1 && r.isShallow(ctx):
		return "", fmt.Errorf("the history of this shallow clone ends before the commit at which HEAD left %s; %s", name, fullHistory)
	case exitCode(err) == 1:
		return "", fmt.Errorf("HEAD and %s have no commit in common; name a commit: evgen breaking -against COMMIT", name)
	case err != nil:
		return "", err
	}
	short, err := r.git(ctx, "rev-parse", "--short", strings.TrimSpace(string(base)))
	return strings.TrimSpace(string(short)), err
}

// isHead reports whether a commit is HEAD.
func (r *repository) isHead(ctx context.Context, commit string) bool {
	out, err := r.git(ctx, "rev-parse", "--short", "HEAD")
	return err == nil && strings.TrimSpace(string(out)) == commit
}

func (r *repository) isShallow(ctx context.Context) bool {
	out, err := r.git(ctx, "rev-parse", "--is-shallow-repository")
	return err == nil && strings.TrimSpace(string(out)) == "true"
}

// hasCommit reports whether ref names a commit. Its error is about git itself.
func (r *repository) hasCommit(ctx context.Context, ref string) (bool, error) {
	_, err := r.git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	if err != nil && exitCode(err) < 0 {
		return false, err
	}
	return err == nil, nil
}

// fileAt returns the content that a file of the module had at a commit, or nil if the
// commit does not have it. An object that the clone lacks is an error: only the tree
// of the commit says that there is no such file.
func (r *repository) fileAt(ctx context.Context, ref, name string) ([]byte, error) {
	entry, err := r.git(ctx, "ls-tree", "-z", "--end-of-options", ref, "./"+name)
	if err != nil {
		return nil, r.missingObject(ref, name, err)
	}
	fields := strings.Fields(string(entry)) // mode, type, object, path
	if len(fields) < 4 {
		return nil, nil
	}
	text, err := r.git(ctx, "cat-file", "blob", fields[2])
	if err != nil {
		return nil, r.missingObject(ref, name, err)
	}
	return append([]byte{}, text...), nil
}

func (r *repository) missingObject(ref, name string, err error) error {
	return fmt.Errorf("%s:%s can't be read: %w; in a partial clone, git show %s:./%s in %s fetches it", ref, name, err, ref, name, r.dir)
}

// pathsAt returns the files of that name anywhere in a commit, relative to the root of
// the repository, that the working tree does not have.
func (r *repository) pathsAt(ctx context.Context, ref, name string) (gone []string, err error) {
	list, err := r.git(ctx, "ls-tree", "-rz", "--full-tree", "--name-only", "--end-of-options", ref)
	if err != nil {
		return nil, err
	}
	top, err := r.git(ctx, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	root := strings.TrimSuffix(string(top), "\n")
	for path := range strings.SplitSeq(string(list), "\x00") {
		if filepath.Base(path) != name {
			continue
		}
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(path))); err != nil {
			gone = append(gone, path)
		}
	}
	return gone, nil
}

// A gitError is a git command that failed.
type gitError struct {
	command string
	err     error
	text    string // what git has printed
}

func (e *gitError) Error() string {
	return strings.TrimSuffix(fmt.Sprintf("git %s: %v: %s", e.command, e.err, e.text), ": ")
}

func (e *gitError) Unwrap() error { return e.err }

// exitCode returns the exit code of git, or -1 if git did not run to its end.
func exitCode(err error) int {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	return -1
}

func (r *repository) git(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Env = r.dir, gitEnvironment(os.Environ())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, &gitError{args[0], err, strings.ReplaceAll(strings.TrimSpace(stderr.String()), "\n", "; ")}
	}
	return out, nil
}
