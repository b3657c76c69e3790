package docs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
)

// writeFile writes the file that the user named, whatever its old content.
func writeFile(path string, text []byte, stdout io.Writer) error {
	switch info, err := os.Stat(path); {
	case err != nil: // planFile returns the error, unless the file does not exist
	case info.IsDir():
		return fmt.Errorf("%s is a directory; give -o the name of a file, as in -o %s", path, filepath.Join(path, "events.json"))
	case !info.Mode().IsRegular():
		return os.WriteFile(path, text, 0o644) // do not replace a pipe or a device
	}
	f, err := planFile(path, text)
	if err != nil || f == nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return change.Apply(stdout, []*change.File{f})
}

// planFile returns nil if the file has the text already.
func planFile(path string, text []byte) (*change.File, error) {
	f := &change.File{Path: path, Name: path, New: text, Mode: 0o644}
	old, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f, nil
	case err != nil:
		return nil, err
	case bytes.Equal(change.PlainText(old), text):
		return nil, nil
	}
	if info, err := os.Stat(path); err == nil {
		f.Mode = info.Mode().Perm()
	}
	return f, nil
}
