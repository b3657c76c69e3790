package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/lockfile/required"
)

// writeVersion writes the answer to "-V=full". The go command makes the answer a
// part of the key of every result that it caches, and knows nothing of locks. So
// the answer has a hash of their text: otherwise a lock that has changed would
// change no report. The locks of required modules are among them: a folder of a
// replace directive changes without a change of go.mod.
func writeVersion(self, dir string, out io.Writer) error {
	h := sha256.New()
	if err := hashFile(h, self); err != nil {
		return err
	}
	roots := required.Roots(dir)
	paths := lockPaths(roots)
	for _, lock := range requiredLocks(roots) {
		paths = append(paths, lock.LockPath())
	}
	for _, path := range paths {
		fmt.Fprintf(h, "\n%s\n", path)
		if err := hashFile(h, path); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	for _, root := range sourceRoots(roots) {
		if err := hashSources(h, root); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "%s version devel comments-go-here buildID=%x\n", self, h.Sum(nil))
	return err
}

func hashFile(to io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(to, f)
	return err
}

// checkLocks returns the error of a lock that can't be read. Otherwise each package
// would report it. The lock of a required module is not the user's to correct, so there
// is a note about it, and its events are not known.
func checkLocks(stderr io.Writer) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	roots := required.Roots(dir)
	for _, path := range lockPaths(roots) {
		if _, err := lockfile.Read(path); err != nil {
			return fmt.Errorf("%w; nothing was checked", err)
		}
	}
	for _, lock := range requiredLocks(roots) {
		if lock.Err != nil {
			fmt.Fprintf(stderr, "evvet: %v; its events are not known\n", lock.Err)
		}
	}
	return nil
}

// lockPaths returns the locks of the user's own modules: that of the folder in which
// the run is, and those of the workspace.
func lockPaths(roots []string) (paths []string) {
	for _, root := range roots {
		paths = append(paths, filepath.Join(root, lockfile.FileName))
	}
	return paths
}

// requiredLocks returns the locks of the modules that these require, each once. Members
// of a workspace are not among them.
func requiredLocks(roots []string) (locks []*required.Lock) {
	seen := map[string]bool{}
	for _, root := range roots {
		for _, lock := range required.Locks(root) {
			if !lock.Member && !seen[lock.Dir] {
				seen[lock.Dir] = true
				locks = append(locks, lock)
			}
		}
	}
	return locks
}

// sourceRoots returns the folders of the modules whose files may change: the user's own,
// and those of replace directives.
func sourceRoots(roots []string) []string {
	all := slices.Clone(roots)
	for _, root := range roots {
		for _, m := range required.Modules(root) {
			if m.Dir != "" && m.Version == "" && !slices.Contains(all, m.Dir) {
				all = append(all, m.Dir)
			}
		}
	}
	return all
}
