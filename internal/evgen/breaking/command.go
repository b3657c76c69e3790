package breaking

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"

	"github.com/fastpluggy/eventbus/internal/evgen/command"
)

//go:embed manual.txt
var manual string

// Command is evgen breaking.
var Command = command.Command{
	Name:   "evgen breaking",
	Manual: manual,
	Setup: func(flags *flag.FlagSet) command.Run {
		against := flags.String("against", "", "")
		format := flags.String("format", "text", "")
		return func(ctx context.Context, call *command.Call) (int, error) {
			return runCommand(ctx, call, *against, *format)
		}
	},
}

// printers print a comparison in the formats of -format.
var printers = map[string]func(io.Writer, *comparison) error{
	"text": printText, "json": printJSON, "github": printGitHub,
}

func runCommand(ctx context.Context, call *command.Call, against, format string) (int, error) {
	printer, ok := printers[format]
	if !ok {
		return 0, fmt.Errorf("-format %s: choose text, json or github", format)
	}
	c, err := compareVersions(ctx, call.Dir, against, call.Patterns("./..."))
	if err != nil {
		return 0, err
	}
	for _, note := range c.notes {
		fmt.Fprintf(call.Stderr, "evgen breaking: %s\n", note)
	}
	if err := printer(call.Stdout, c); err != nil {
		return 0, err
	}
	if c.countBreaks() > 0 {
		return command.ExitStale, nil
	}
	return command.ExitOK, nil
}
