package main

import (
	"errors"
	"go/token"
	"os"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// put makes one change and returns how to take it back, with the time of the file.
func put(c *change) (undo func() error, err error) {
	before, err := os.Stat(c.path)
	if err != nil && c.old != nil {
		return nil, err
	}
	if err := replace(*c); err != nil {
		return nil, err
	}
	return func() error {
		if c.old == nil {
			return os.Remove(c.path)
		}
		back := *c
		back.new = c.old
		if err := replace(back); err != nil {
			return err
		}
		return os.Chtimes(c.path, before.ModTime(), before.ModTime())
	}, nil
}

// replace writes one file as a whole.
func replace(c change) error {
	temp, err := writeTemp(c)
	if err == nil {
		err = os.Rename(temp, c.path)
	}
	if err != nil {
		os.Remove(temp)
	}
	return err
}

// withoutPlaces takes from faults the places that nobody can look at: those in
// lines that are gone again.
func withoutPlaces(err error, c *change) error {
	list, ok := errors.AsType[spec.Errors](err)
	if !ok {
		return err
	}
	from, to := changed(lines(string(c.old)), lines(string(c.new)))
	for i, e := range list {
		if e.Pos.Filename == c.name && from <= e.Pos.Line && e.Pos.Line <= to {
			list[i] = &spec.Error{Pos: token.Position{}, Text: e.Text}
		}
	}
	return list
}

// changed returns the first and the last line of b that a has not.
func changed(a, b []string) (from, to int) {
	for from < min(len(a), len(b)) && a[from] == b[from] {
		from++
	}
	to = len(b)
	for tail := 1; tail <= min(len(a), len(b))-from && a[len(a)-tail] == b[len(b)-tail]; tail++ {
		to = len(b) - tail
	}
	return from + 1, to
}
