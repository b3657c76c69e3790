package lock

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Find returns the path of the lock of the module that dir lies in, and
// whether there is one. It walks up to the nearest go.mod.
func Find(dir string) (path string, ok bool) {
	for {
		path = filepath.Join(dir, FileName)
		if _, err := os.Stat(path); err == nil {
			return path, true
		}
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return path, false
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", false
		}
		dir = up
	}
}

// Root returns the folder of the module that dir lies in, the one with its
// go.mod, and whether there is one.
func Root(dir string) (root string, ok bool) {
	for {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && !info.IsDir() {
			return dir, true
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", false
		}
		dir = up
	}
}

// Read reads a lock. One that is not there is empty. What is wrong with its
// text is an [*Error].
func Read(path string) (*File, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return new(File), nil
	}
	if err != nil {
		return nil, err
	}
	f, err := Parse(text)
	if e, ok := errors.AsType[*Error](err); ok {
		e.Path = path
	}
	return f, err
}
