package breaking

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// A baseline is the old version of the contracts, with which the source is compared.
type baseline struct {
	name  string // as the user calls it: "v1.2.0" or "before.json"
	place string // of its lock, for findings without a place in the source
	lock  *lockfile.File
	goMod string // text of go.mod, empty if it is not known
	notes []string
}

// readBaseline reads the lock from the file against, or from the commit against.
// If against is empty, it uses the commit at which this branch left the default
// branch. lockPath is the path of the module's lock now.
func readBaseline(ctx context.Context, lockPath, against string) (*baseline, error) {
	if info, err := os.Stat(against); against != "" && err == nil && !info.IsDir() {
		return readFileBaseline(against)
	}
	repo, err := openRepository(ctx, filepath.Dir(lockPath))
	if err != nil {
		return nil, err
	}
	if against != "" {
		return readCommitBaseline(ctx, repo, against)
	}
	base, err := repo.branchPoint(ctx)
	if err != nil {
		return nil, err
	}
	b, err := readCommitBaseline(ctx, repo, base)
	if err == nil && repo.isHead(ctx, base) {
		b.notes = append(b.notes, "HEAD is on the default branch, so only what is not committed is compared; to judge commits, name the one before them: evgen breaking -against HEAD~1")
	}
	return b, err
}

func readFileBaseline(path string) (*baseline, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	b := &baseline{name: path, place: path}
	return b, b.parseLock(text)
}

// readCommitBaseline reads the lock of a commit. A commit without a lock has no
// contracts that could break, if evgen was not in use then.
func readCommitBaseline(ctx context.Context, repo *repository, ref string) (*baseline, error) {
	found, err := repo.hasCommit(ctx, ref)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fmt.Errorf("-against %s: no such file, commit or branch; in a clone without full history, run git fetch first", ref)
	}
	b := &baseline{name: ref, place: ref + ":" + lockfile.FileName}
	goMod, err := repo.fileAt(ctx, ref, "go.mod")
	if err != nil {
		return nil, err
	}
	b.goMod = string(goMod)
	text, err := repo.fileAt(ctx, ref, lockfile.FileName)
	if err != nil {
		return nil, err
	}
	if text == nil {
		b.lock = new(lockfile.File)
		b.notes = append(b.notes, fmt.Sprintf("%s has no %s, so nothing can break", ref, lockfile.FileName))
		return b, refuseMissingLock(ctx, repo, ref)
	}
	return b, b.parseLock(text)
}

// refuseMissingLock returns an error if a commit without a lock had contracts after all.
func refuseMissingLock(ctx context.Context, repo *repository, ref string) error {
	if err := refuseMovedLock(ctx, repo, ref); err != nil {
		return err
	}
	if repo.ignores(ctx, lockfile.FileName) {
		return fmt.Errorf("git ignores %s, so no commit has it and nothing can be compared; take it out of .gitignore, and commit it", lockfile.FileName)
	}
	generated, err := repo.generatedAt(ctx, ref)
	if err != nil || generated == "" {
		return err
	}
	return fmt.Errorf("%[1]s has no %[2]s, but %[3]s, so evgen was in use and nothing can be compared; make its lock: git worktree add ../before %[1]s, then go tool evgen ./... in the module there, then evgen breaking -against FILE with that lock",
		ref, lockfile.FileName, generated)
}

// refuseMovedLock returns an error if the commit has a lock that is gone now: the
// module may have been in another folder then.
func refuseMovedLock(ctx context.Context, repo *repository, ref string) error {
	gone, err := repo.pathsAt(ctx, ref, lockfile.FileName)
	if err != nil || len(gone) == 0 {
		return err
	}
	return fmt.Errorf("%s has no %s for this module, but has %s, which is gone now; if the module has moved, run: git show %s:%s > before.json, then evgen breaking -against before.json",
		ref, lockfile.FileName, gone[0], ref, gone[0])
}

func (b *baseline) parseLock(text []byte) (err error) {
	if b.lock, err = lockfile.Parse(text); err != nil {
		return fmt.Errorf("%s: %w", b.name, err)
	}
	return nil
}

// limitTo returns the lock without the topics of packages that were not read, since
// they would be reported as deleted. If the whole module was read, such a package
// is gone, and its topics are kept so that they are reported.
func (b *baseline) limitTo(now *sourceVersion) *lockfile.File {
	limited := *b.lock
	if !now.Whole {
		isUnread := func(t contract.Event) bool { return !now.Reads(t.Package) }
		limited.Topics = slices.DeleteFunc(slices.Clone(b.lock.Topics), isUnread)
		limited.Listens = slices.DeleteFunc(slices.Clone(b.lock.Listens), isUnread)
		limited.Reserved = slices.DeleteFunc(slices.Clone(b.lock.Reserved), func(r lockfile.Reserved) bool { return now.contracts.Topic(r.Topic) == nil })
	}
	return &limited
}

// findTopic returns a topic of the lock. If there is none, the result has the
// first line of the lock.
func (b *baseline) findTopic(name, pkg string) contract.Event {
	for _, t := range b.lock.Topics {
		if t.Name == name && t.Package == pkg {
			return t
		}
	}
	return contract.Event{Line: 1}
}
