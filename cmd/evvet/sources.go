package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fastpluggy/eventbus/internal/lockfile"
	"github.com/fastpluggy/eventbus/internal/vet"
)

// hashSources writes what the checks know of a module beside the files that are
// compiled, which the go command has in its key: which folders have a package, which
// files a build may leave out, and any lock. The files of a build together with its own
// key say which are left out.
func hashSources(to io.Writer, root string) error {
	last := ""
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // the go command cannot read it either
		case d.IsDir() && name != root && vet.IsLeftOut(name):
			return fs.SkipDir
		case d.IsDir():
			return nil
		case d.Name() == lockfile.FileName:
			fmt.Fprintf(to, "lock %s\n", name)
			return ignoreMissing(hashFile(to, name))
		case !strings.HasSuffix(name, ".go"):
			return nil
		}
		if dir := filepath.Dir(name); dir != last {
			last = dir
			fmt.Fprintf(to, "package %s\n", dir)
		}
		if mayBeLeftOut(name) {
			fmt.Fprintf(to, "file %s\n", name)
		}
		return nil
	})
}

func ignoreMissing(err error) error {
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// mayBeLeftOut reports whether a build may leave out a file: because of its name, of a
// constraint in it, or because it uses cgo. A test of its text that says so too often
// costs nothing but a result that is made again.
func mayBeLeftOut(name string) bool {
	base := filepath.Base(name)
	if strings.Contains(base, "_") || strings.HasPrefix(base, ".") {
		return true
	}
	f, err := os.Open(name)
	if err != nil {
		return true
	}
	defer f.Close()
	head := make([]byte, 2048)
	n, _ := io.ReadFull(f, head)
	return bytes.Contains(head[:n], []byte("//go:build")) || bytes.Contains(head[:n], []byte("// +build")) || bytes.Contains(head[:n], []byte(`import "C"`))
}
