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
	all, err := compareVersions(ctx, call.Dir, against, call.Patterns(defaultPattern(call.Dir)))
	if err != nil {
		return 0, err
	}
	printNotes(call.Stderr, all)
	breaks := 0
	for _, c := range all {
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

// defaultPattern matches the module of a directory or, in the folder of a workspace, all
// its modules.
func defaultPattern(dir string) string {
	if _, ok := lockfile.Root(dir); !ok && inWorkspace(dir) {
		return "work"
	}
	return "./..."
}

// printNotes prints each note once. One about all modules names none.
func printNotes(w io.Writer, all []*comparison) {
	modules := map[string]int{}
	for _, c := range all {
		for _, note := range c.allNotes() {
			modules[note]++
		}
	}
	for _, c := range all {
		for _, note := range c.allNotes() {
			switch {
			case modules[note] == 0: // printed
			case c.module == "" || modules[note] == len(all):
				fmt.Fprintf(w, "evgen breaking: %s\n", note)
				modules[note] = 0
			default:
				fmt.Fprintf(w, "evgen breaking: %s: %s\n", c.module, note)
			}
		}
	}
}
