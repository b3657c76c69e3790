package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// Exit codes of evgen.
const (
	ExitOK    = 0
	ExitStale = 1 // what was checked is not as it should be: a stale file, a breaking change
	ExitError = 2
)

// A Command is one command of evgen.
type Command struct {
	Name   string // as the user types it, such as "evgen add"
	Manual string // what -h prints

	// FlagsAnywhere allows flags after arguments, as in "-accept RULE EVENT -reason why".
	// All words after "--" are arguments.
	FlagsAnywhere bool

	// Setup declares the command's flags and returns the function that runs the
	// command after they are parsed.
	Setup func(flags *flag.FlagSet) Run
}

// Run runs a command with its flags set. The exit code is ExitOK or ExitStale;
// with an error it is ignored.
type Run func(ctx context.Context, call *Call) (exitCode int, err error)

// A Call is one execution of a command.
type Call struct {
	Dir    string   // the working directory
	Args   []string // what follows the flags
	Stdout io.Writer
	Stderr io.Writer // notes; Execute prints the error
}

// Patterns returns the package patterns of the call, or fallback if it has none.
func (c *Call) Patterns(fallback string) []string {
	if len(c.Args) == 0 {
		return []string{fallback}
	}
	return c.Args
}

// Execute runs the command with the arguments that follow its name, and returns
// the exit code of the process.
func (c *Command) Execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	run := c.Setup(flags)
	arguments, err := c.parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, c.Manual)
		return ExitOK
	case err != nil:
		return c.reportError(stderr, fmt.Errorf("%w; run %s -h for the manual", err, c.Name))
	}
	dir, err := os.Getwd()
	if err != nil {
		return c.reportError(stderr, err)
	}
	exitCode, err := run(ctx, &Call{Dir: dir, Args: arguments, Stdout: stdout, Stderr: stderr})
	if err != nil && ctx.Err() != nil {
		err = errors.New("interrupted, nothing written")
	}
	if err != nil {
		return c.reportError(stderr, err)
	}
	return exitCode
}

// parse returns what is not a flag.
func (c *Command) parse(flags *flag.FlagSet, args []string) (arguments []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		rest := flags.Args()
		read := args[:len(args)-len(rest)]
		isLast := len(read) > 0 && read[len(read)-1] == "--"
		if len(rest) == 0 || isLast || !c.FlagsAnywhere {
			return append(arguments, rest...), nil
		}
		arguments, args = append(arguments, rest[0]), rest[1:]
	}
}

func (c *Command) reportError(stderr io.Writer, err error) int {
	printError(stderr, c.Name, err)
	return ExitError
}
