package breaking

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

//go:embed manual.txt
var manual string

// Command is evgen breaking.
var Command = command.Command{
	Name:          "evgen breaking",
	Manual:        manual,
	FlagsAnywhere: true,
	Setup: func(flags *flag.FlagSet) command.Run {
		against := flags.String("against", "", "")
		format := flags.String("format", "text", "")
		accept := flags.String("accept", "", "")
		reason := flags.String("reason", "", "")
		return func(ctx context.Context, call *command.Call) (int, error) {
			given := map[string]bool{}
			flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
			switch {
			case given["accept"] && given["format"]:
				return 0, errors.New("-accept prints no comparison, so it has no -format")
			case given["accept"]:
				return command.ExitOK, acceptBreak(ctx, call, *against, lockfile.Accepted{Rule: *accept, Reason: *reason})
			case given["reason"]:
				return 0, errors.New("-reason belongs to -accept: evgen breaking -accept RULE EVENT [FIELD] -reason \"why it is intended\"")
			}
			return runCommand(ctx, call, *against, *format)
		}
	},
}

// printers print comparisons in the formats of -format.
var printers = map[string]func(io.Writer, []*comparison) error{
	"text": printText, "json": printJSON, "github": printGitHub, "markdown": printMarkdown,
}

func runCommand(ctx context.Context, call *command.Call, against, format string) (int, error) {
	printer, ok := printers[format]
	if !ok {
		return 0, fmt.Errorf("-format %s: choose text, json or github, or markdown for a review", format)
	}
	all, err := compareVersions(ctx, call.Dir, against, call.Patterns("./..."))
	if err != nil {
		return 0, err
	}
	breaks := 0
	for _, c := range all {
		c.printNotes(call.Stderr)
		breaks += c.countBreaks()
	}
	if err := printer(call.Stdout, all); err != nil {
		return 0, err
	}
	if breaks > 0 {
		return command.ExitStale, nil
	}
	return command.ExitOK, nil
}

func (c *comparison) printNotes(w io.Writer) {
	prefix := "evgen breaking: "
	if c.module != "" {
		prefix += c.module + ": "
	}
	for _, note := range append(c.notes, c.idleNotes()...) {
		fmt.Fprintf(w, "%s%s\n", prefix, note)
	}
}
