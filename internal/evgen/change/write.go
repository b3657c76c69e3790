package change

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Apply makes the changes and prints a line for each. If one of the new contents
// cannot be written, no file changes.
func Apply(stdout io.Writer, files []*File) error {
	temps, err := writeTemps(files)
	defer removeAll(temps)
	if err != nil {
		return err
	}
	for i, f := range files {
		done, err := f.apply(temps[i])
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "evgen: %s %s\n", done, f.Name)
	}
	return nil
}

// apply returns what it did: "wrote" or "removed".
func (f *File) apply(temp string) (done string, err error) {
	if f.New == nil {
		return "removed", os.Remove(f.Path)
	}
	return "wrote", os.Rename(temp, f.Path)
}

// writeTemps writes each new content to a temporary file beside its target. The
// list has one entry for each change, which is empty for a removal; it is also
// valid if there is an error.
func writeTemps(files []*File) (temps []string, err error) {
	for _, f := range files {
		temp := ""
		if f.New != nil {
			temp, err = f.writeTemp()
		}
		temps = append(temps, temp)
		if err != nil {
			return temps, err
		}
	}
	return temps, nil
}

// writeTemp uses a name that the go command does not take for a source file.
func (f *File) writeTemp() (string, error) {
	temp, err := os.CreateTemp(filepath.Dir(f.Path), ".events_gen-*.tmp")
	if err != nil {
		return "", err
	}
	_, err = temp.Write(f.New)
	return temp.Name(), errors.Join(err, temp.Chmod(f.Mode), temp.Close())
}

// removeAll ignores errors: what Apply has renamed is gone already.
func removeAll(temps []string) {
	for _, temp := range temps {
		os.Remove(temp)
	}
}
