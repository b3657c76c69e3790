package main

import (
	"fmt"
	"io"
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
			fmt.Fprintf(w, "%s is an orphan: its package declares no events any more\n", c.name)
		default:
			fmt.Fprintf(w, "%s is stale\n", c.name)
			fmt.Fprint(w, diff(c.name, string(c.old), string(c.new)))
		}
	}
	fmt.Fprintf(w, "evgen: %s not up to date; run: go generate ./...\n", count(len(changes), "file"))
	return drift
}
