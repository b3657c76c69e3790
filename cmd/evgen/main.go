// Command evgen generates typed topics from events.EventSpec declarations; run
// "evgen -h" for its manual.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// Exit codes.
const (
	fine  = 0
	drift = 1
	fault = 2
)

// maxErrors is how many errors are shown; who has more has one cause.
const maxErrors = 50

func main() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) }

// run is the command: what to say goes to stdout, what went wrong to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("evgen", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	check := flags.Bool("check", false, "")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, manual)
		return fine
	} else if err != nil {
		fmt.Fprintf(stderr, "evgen: %v; run evgen -h for the manual\n", err)
		return fault
	}
	patterns := flags.Args()
	if len(patterns) == 0 {
		patterns = []string{"."}
	}
	code, err := generate(ctx, patterns, *check, stdout, stderr)
	if err != nil {
		complain(stderr, err)
		return fault
	}
	return code
}

// generate loads, renders, and then writes or compares.
func generate(ctx context.Context, patterns []string, check bool, stdout, stderr io.Writer) (int, error) {
	dir, err := os.Getwd()
	if err != nil {
		return fault, err
	}
	pkgs, err := spec.Load(ctx, dir, patterns...)
	if err != nil {
		return fault, err
	}
	changes, err := plan(dir, pkgs)
	if err != nil {
		return fault, err
	}
	if declared(pkgs) == 0 && len(changes) == 0 {
		fmt.Fprintln(stderr, "evgen: no package-level []events.EventSpec here, so there is nothing to generate; run evgen -h for what it reads")
	}
	if check {
		return report(stdout, changes), nil
	}
	return fine, apply(stdout, changes)
}

func declared(pkgs []*spec.Package) (n int) {
	for _, p := range pkgs {
		n += len(p.Events)
	}
	return n
}

// complain prints every error, up to a bound, and says that nothing was written.
func complain(w io.Writer, err error) {
	list, ok := errors.AsType[spec.Errors](err)
	if !ok {
		fmt.Fprintf(w, "evgen: %v\n", err)
		return
	}
	for i, e := range list {
		if i == maxErrors {
			fmt.Fprintf(w, "and %d more\n", len(list)-maxErrors)
			break
		}
		fmt.Fprintln(w, e)
	}
	fmt.Fprintf(w, "evgen: %s, nothing written\n", count(len(list), "error"))
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
