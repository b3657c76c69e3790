package lockfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Find returns the path of the lock of the module that dir lies in, and
// whether there is one. It walks up to the nearest lock or go.mod.
func Find(dir string) (path string, ok bool) {
	dir, ok = Above(dir, func(dir string) bool { return Has(dir, FileName) || Has(dir, "go.mod") })
	if !ok {
		return "", false
	}
	return filepath.Join(dir, FileName), Has(dir, FileName)
}

// Root returns the folder of the module that dir lies in, the one with its
// go.mod, and whether there is one.
func Root(dir string) (root string, ok bool) {
	return Above(dir, func(dir string) bool {
		info, err := os.Stat(filepath.Join(dir, "go.mod"))
		return err == nil && !info.IsDir()
	})
}

// Above returns the nearest folder, dir itself or one above, for which is returns
// true, and whether there is one.
func Above(dir string, is func(dir string) bool) (found string, ok bool) {
	for !is(dir) {
		up := filepath.Dir(dir)
		if up == dir {
			return "", false
		}
		dir = up
	}
	return dir, true
}

// Has reports whether a folder has a file of that name.
func Has(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

// Read reads a lock. A file that does not exist is an empty lock. Faults of
// its text are returned as an [*Error].
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
