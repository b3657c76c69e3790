package change

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteNamed writes the file that the user named, whatever its old content. A file that
// is up to date is not written. The example is the name of a file that messages suggest
// if path is a directory.
func WriteNamed(path string, text []byte, example string, stdout io.Writer) error {
	switch info, err := os.Stat(path); {
	case err != nil: // PlanNamed returns the error, unless the file does not exist
	case info.IsDir():
		return fmt.Errorf("%s is a directory; give -o the name of a file, as in -o %s", path, filepath.Join(path, example))
	case !info.Mode().IsRegular():
		return os.WriteFile(path, text, 0o644) // do not replace a pipe or a device
	}
	f, err := PlanNamed(path, text)
	if err != nil || f == nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return Apply(stdout, []*File{f})
}

// PlanNamed plans to write a file that the user named. It returns nil if the file has
// the text already.
func PlanNamed(path string, text []byte) (*File, error) {
	f := &File{Path: path, Name: path, New: text, Mode: newFileMode}
	old, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f, nil
	case err != nil:
		return nil, err
	case bytes.Equal(PlainText(old), text):
		return nil, nil
	}
	f.Old = append([]byte{}, old...) // an empty file exists
	if info, err := os.Stat(path); err == nil {
		f.Mode = info.Mode().Perm()
	}
	return f, nil
}
