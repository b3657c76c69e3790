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
	"strings"

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

// A command is what a first word stands for: what to say goes to stdout, what
// went wrong to stderr.
type command func(ctx context.Context, args []string, stdout, stderr io.Writer) int

// commands are the words. Without one evgen generates.
var commands = map[string]command{
	"add":      addCommand,
	"breaking": breakingCommand,
	"docs":     docsCommand,
	"rules":    rulesCommand,
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		if other := commands[args[0]]; other != nil {
			return other(ctx, args[1:], stdout, stderr)
		}
	}
	return generation(ctx, args, stdout, stderr)
}

// generation is evgen without a word.
func generation(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("evgen", flag.ContinueOnError)
	check := flags.Bool("check", false, "")
	patterns, code, ok := parse(flags, args, manual, stdout, stderr)
	if !ok {
		return code
	}
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

// parse reads a command's flags. Where it is done with that, as after -h, ok is
// false and code the exit code.
func parse(flags *flag.FlagSet, args []string, manual string, stdout, stderr io.Writer) (rest []string, code int, ok bool) {
	flags.SetOutput(io.Discard)
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, manual)
		return nil, fine, false
	case err != nil:
		fmt.Fprintf(stderr, "%s: %v; run %[1]s -h for the manual\n", flags.Name(), err)
		return nil, fault, false
	}
	return flags.Args(), fine, true
}

// generate loads, renders, and then writes or compares.
func generate(ctx context.Context, patterns []string, check bool, stdout, stderr io.Writer) (int, error) {
	for _, p := range patterns {
		if strings.HasSuffix(p, ".go") { // the go command makes a package without a path of them
			return fault, fmt.Errorf("%s is a file; name its package, as in ./plugin", p)
		}
	}
	dir, err := os.Getwd()
	if err != nil {
		return fault, err
	}
	pkgs, err := spec.Load(ctx, dir, patterns...)
	if err != nil {
		return fault, err
	}
	return produce(ctx, dir, patterns, pkgs, check, stdout, stderr)
}

// produce is generate, once the packages are read.
func produce(ctx context.Context, dir string, patterns []string, pkgs []*spec.Package, check bool, stdout, stderr io.Writer) (int, error) {
	changes, err := plan(dir, pkgs)
	if err != nil {
		return fault, err
	}
	mods := modules(dir, patterns, pkgs)
	if err := conflicts(ctx, dir, mods); err != nil {
		return fault, err
	}
	locks, err := planLocks(dir, mods)
	if err != nil {
		return fault, err
	}
	if declared(pkgs) == 0 && len(changes)+len(locks) == 0 {
		fmt.Fprintln(stderr, "evgen: no package-level []events.EventSpec here, so there is nothing to generate; run evgen -h for what it reads")
	}
	if check {
		return report(stdout, append(changes, locks...)), nil
	}
	return fine, rewrite(dir, mods, changes, locks, stdout)
}

// rewrite writes. Another run may have changed a lock since it was read, so those
// that need a change are planned again while nobody else can.
func rewrite(dir string, mods []*module, changes, locks []change, stdout io.Writer) error {
	if len(locks) > 0 {
		release, err := hold(locks)
		if err != nil {
			return err
		}
		defer release()
		if locks, err = planLocks(dir, mods); err != nil {
			return err
		}
	}
	return apply(stdout, append(changes, locks...))
}

func declared(pkgs []*spec.Package) (n int) {
	for _, p := range pkgs {
		n += len(p.All())
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
