package change

import (
	"errors"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// newFileMode is the mode of files that evgen creates, before the umask.
const newFileMode = 0o644

// A File is one file with its content before and after. A missing file and an empty
// one are different: the content of the first is nil.
type File struct {
	Path    string // absolute, or as the user gave it
	Name    string // how messages call it, relative to the working directory
	Old     []byte // nil if there is no file
	New     []byte // nil if the file is to be removed
	Mode    fs.FileMode
	Regular bool // the file exists and is neither a link nor a directory
}

// New returns the file at path with no content before or after. Its name is path
// relative to dir.
func New(dir, path string) *File {
	return &File{Path: path, Name: Relative(dir, path), Mode: newFileMode}
}

// Read reads a file in the directory dir, if it exists.
func Read(dir, path string) (*File, error) {
	f := New(dir, path)
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f, nil
	case err != nil:
		return f, f.Error(err.Error())
	case !info.Mode().IsRegular():
		f.Old = []byte{} // what a link leads to is not read
		return f, nil
	}
	f.Mode, f.Regular = info.Mode().Perm(), true
	if f.Old, err = os.ReadFile(path); err != nil {
		return f, f.Error(err.Error())
	}
	if f.Old == nil {
		f.Old = []byte{} // an empty file exists
	}
	return f, nil
}

// IsGenerated reports whether evgen has written the file as it is now.
func (f *File) IsGenerated() bool { return f.Regular && spec.IsGenerated(f.Old) }

// Error returns an error whose place is the file.
func (f *File) Error(text string) *spec.Error { return f.ErrorAt(0, text) }

// ErrorAt returns an error whose place is a line of the file.
func (f *File) ErrorAt(line int, text string) *spec.Error {
	return &spec.Error{Pos: token.Position{Filename: f.Name, Line: line}, Text: text}
}

// Relative returns path relative to dir, or path itself if there is no way from
// dir to path, as between two drives.
func Relative(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil {
		return rel
	}
	return path
}
