package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"

	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// writeVersion writes the answer to "-V=full". The go command makes the answer a
// part of the key of every result that it caches, and knows nothing of locks. So
// the answer has a hash of their text: otherwise a lock that has changed would
// change no report.
func writeVersion(self, dir string, out io.Writer) error {
	h := sha256.New()
	if err := hashFile(h, self); err != nil {
		return err
	}
	for _, path := range lockPaths(dir) {
		fmt.Fprintf(h, "\n%s\n", path)
		if err := hashFile(h, path); err != nil && !os.IsNotExist(err) {
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
// would report it.
func checkLocks() error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	for _, path := range lockPaths(dir) {
		if _, err := lockfile.Read(path); err != nil {
			return fmt.Errorf("%w; nothing was checked", err)
		}
	}
	return nil
}

// lockPaths returns the locks that a run in dir may read: that of its module, and
// those of the modules of its workspace.
func lockPaths(dir string) []string {
	var paths []string
	if path, ok := lockfile.Find(dir); ok {
		paths = append(paths, path)
	}
	work, ok := workspaceFile(dir)
	if !ok {
		return paths
	}
	text, err := os.ReadFile(work)
	if err != nil {
		return paths // the go command says what is wrong with it
	}
	f, err := modfile.ParseWork(work, text, nil)
	if err != nil {
		return paths
	}
	for _, use := range f.Use {
		member := filepath.FromSlash(use.Path)
		if !filepath.IsAbs(member) {
			member = filepath.Join(filepath.Dir(work), member)
		}
		paths = append(paths, filepath.Join(member, lockfile.FileName))
	}
	return paths
}

// workspaceFile returns the go.work file that the go command uses in dir.
func workspaceFile(dir string) (string, bool) {
	switch set := os.Getenv("GOWORK"); set {
	case "":
	case "off":
		return "", false
	default:
		return set, true
	}
	dir, ok := lockfile.Above(dir, func(dir string) bool { return lockfile.Has(dir, "go.work") })
	return filepath.Join(dir, "go.work"), ok
}
