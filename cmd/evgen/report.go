package main

import (
	"fmt"
	"io"
	"slices"
)

// report prints what -check found and returns the exit code.
func report(w io.Writer, changes []change) int {
	if len(changes) == 0 {
		return fine
	}
	for _, c := range changes {
		switch {
		case c.old == nil:
			fmt.Fprintf(w, "%s is missing\n", c.name)
		case c.new == nil:
			fmt.Fprintf(w, "%s is an orphan: its %s declares no events any more\n", c.name, c.of)
		default:
			fmt.Fprintf(w, "%s is stale\n", c.name)
			fmt.Fprint(w, diff(c.name, string(c.old), string(c.new)))
		}
	}
	fmt.Fprintf(w, "evgen: %s not up to date; run: %s\n", count(len(changes), "file"), remedy(changes))
	return drift
}

// remedy is what brings all up to date: go generate runs evgen package by
// package, which leaves the lock's lines of others.
func remedy(changes []change) string {
	if slices.ContainsFunc(changes, func(c change) bool { return c.of == "module" }) {
		return "go tool evgen ./..."
	}
	return "go generate ./..."
}
