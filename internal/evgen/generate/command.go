package generate

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"strings"

	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/spec"
)

//go:embed manual.txt
var manual string

// Command is evgen without a subcommand.
var Command = command.Command{
	Name:   "evgen",
	Manual: manual,
	Setup: func(flags *flag.FlagSet) command.Run {
		check := flags.Bool("check", false, "")
		return func(ctx context.Context, call *command.Call) (int, error) {
			return runCommand(ctx, call, *check)
		}
	},
}

func runCommand(ctx context.Context, call *command.Call, check bool) (int, error) {
	patterns := call.Patterns(".")
	if err := refuseFiles(patterns); err != nil {
		return 0, err
	}
	pkgs, err := spec.Load(ctx, call.Dir, patterns...)
	if err != nil {
		return 0, err
	}
	p, err := newPlan(ctx, call.Dir, patterns, pkgs)
	if err != nil {
		return 0, err
	}
	p.printNotes(call.Stderr)
	if check {
		return printReport(call.Stdout, p.changes()), nil
	}
	return command.ExitOK, p.write(ctx, call.Stdout, call.Stderr)
}

// Write generates the code of pkgs, which the patterns have loaded, and updates
// the lock.
func Write(ctx context.Context, call *command.Call, patterns []string, pkgs []*spec.Package) error {
	p, err := newPlan(ctx, call.Dir, patterns, pkgs)
	if err != nil {
		return err
	}
	p.printNotes(call.Stderr)
	return p.write(ctx, call.Stdout, call.Stderr)
}

// refuseFiles refuses patterns that name a file: the go command makes a package
// without an import path of them.
func refuseFiles(patterns []string) error {
	for _, p := range patterns {
		if strings.HasSuffix(p, ".go") {
			return fmt.Errorf("%s is a file; name its package, as in ./plugin", p)
		}
	}
	return nil
}
