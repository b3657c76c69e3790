package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// apply makes the changes. Everything that may fail for want of room or rights is
// done on temporary files first, so that it fails before a file has changed.
func apply(stdout io.Writer, changes []change) error {
	temps, err := stage(changes)
	defer func() {
		for _, temp := range temps {
			os.Remove(temp) // what was renamed is gone already
		}
	}()
	if err != nil {
		return err
	}
	for i, c := range changes {
		if c.new == nil {
			err = os.Remove(c.path)
		} else {
			err = os.Rename(temps[i], c.path)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "evgen: %s %s\n", c.done(), c.name)
	}
	return nil
}

// done says what apply did.
func (c *change) done() string {
	if c.new == nil {
		return "removed"
	}
	return "wrote"
}

// stage writes each new content beside the file that it will replace. The list
// has one entry a change, empty for a removal, and is valid on error too.
func stage(changes []change) (temps []string, err error) {
	for _, c := range changes {
		temp := ""
		if c.new != nil {
			temp, err = writeTemp(c)
		}
		temps = append(temps, temp)
		if err != nil {
			return temps, err
		}
	}
	return temps, nil
}

// writeTemp chooses a name that the go command does not take for a source file.
func writeTemp(c change) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(c.path), ".events_gen-*.tmp")
	if err != nil {
		return "", err
	}
	_, err = f.Write(c.new)
	return f.Name(), errors.Join(err, f.Chmod(c.mode), f.Close())
}
