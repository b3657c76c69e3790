// Command evgen generates typed topics from events.EventSpec declarations, keeps
// the contracts of a module in events.lock.json, compares them with an older
// version, and writes documents about them and their types for other languages. Run
// "evgen -h" for its manual.
//
// Each command is a package of internal/evgen; this file only chooses one.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/fastpluggy/eventbus/internal/evgen/add"
	"github.com/fastpluggy/eventbus/internal/evgen/breaking"
	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/evgen/docs"
	"github.com/fastpluggy/eventbus/internal/evgen/generate"
	"github.com/fastpluggy/eventbus/internal/evgen/types"
)

// subcommands are the commands that the first argument may name.
var subcommands = map[string]*command.Command{
	"add":      &add.Command,
	"breaking": &breaking.Command,
	"docs":     &docs.Command,
	"rules":    &breaking.RulesCommand,
	"types":    &types.Command,
}

func main() {
	c, args := chooseCommand(os.Args[1:])
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(c.Execute(ctx, args, os.Stdout, os.Stderr))
}

// chooseCommand returns the command that args name, and its arguments. Without a
// subcommand, evgen generates.
func chooseCommand(args []string) (c *command.Command, rest []string) {
	if len(args) > 0 && subcommands[args[0]] != nil {
		return subcommands[args[0]], args[1:]
	}
	return &generate.Command, args
}
