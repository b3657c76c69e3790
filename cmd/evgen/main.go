// Command evgen generates typed topics from events.EventSpec declarations, keeps
// the contracts of a module in events.lock.json, compares them with an older
// version, and writes documents about them. Run "evgen -h" for its manual.
//
// Each command is a package of internal/evgen; this file only chooses one.
package main

import (
	"context"
	"io"
	"os"

	"github.com/fastpluggy/eventbus/internal/evgen/add"
	"github.com/fastpluggy/eventbus/internal/evgen/breaking"
	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/evgen/docs"
	"github.com/fastpluggy/eventbus/internal/evgen/generate"
)

// subcommands are the commands that the first argument may name.
var subcommands = map[string]*command.Command{
	"add":      &add.Command,
	"breaking": &breaking.Command,
	"docs":     &docs.Command,
	"rules":    &breaking.RulesCommand,
}

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// run executes the subcommand that args name. Without one, evgen generates.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		if subcommand, ok := subcommands[args[0]]; ok {
			return subcommand.Execute(ctx, args[1:], stdout, stderr)
		}
	}
	return generate.Command.Execute(ctx, args, stdout, stderr)
}
