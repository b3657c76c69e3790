package types

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/evgen/diff"
	"github.com/fastpluggy/eventbus/internal/evgen/docs"
)

//go:embed manual.txt
var manual string

// Command is evgen types.
var Command = command.Command{
	Name:   "evgen types",
	Manual: manual,
	Setup: func(flags *flag.FlagSet) command.Run {
		var o options
		flags.StringVar(&o.format, "format", "typescript", "")
		flags.StringVar(&o.output, "o", "", "")
		flags.BoolVar(&o.check, "check", false, "")
		return func(ctx context.Context, call *command.Call) (int, error) {
			return runCommand(ctx, call, &o)
		}
	},
}

// options are the flags of one run.
type options struct {
	format, output string
	check          bool
}

// An outputFormat makes the text of a file.
type outputFormat struct {
	text    func(d *docgen.Document) []byte
	example string // name of such a file
}

var outputFormats = map[string]outputFormat{
	"jsonschema": {docgen.JSONSchema, "events.schema.json"},
	"typescript": {docgen.TypeScript, "events.ts"},
}

func runCommand(ctx context.Context, call *command.Call, o *options) (int, error) {
	format, ok := outputFormats[o.format]
	switch {
	case !ok:
		return 0, fmt.Errorf("-format %s: choose jsonschema or typescript", o.format)
	case o.check && o.output == "":
		return 0, errors.New("-check compares a file; name it with -o, as in -o " + format.example)
	}
	d, err := docs.ReadDocument(ctx, call, "evgen types")
	if err != nil {
		return 0, err
	}
	text := format.text(d)
	switch {
	case o.check:
		return checkFile(call, o, text)
	case o.output == "":
		_, err = call.Stdout.Write(text)
		return command.ExitOK, err
	}
	return command.ExitOK, change.WriteNamed(o.output, text, format.example, call.Stdout)
}

// checkFile compares the file that -o names with its text.
func checkFile(call *command.Call, o *options, text []byte) (int, error) {
	f, err := change.PlanNamed(o.output, text)
	if err != nil || f == nil {
		return command.ExitOK, err
	}
	printDifference(call.Stdout, f)
	update := []string{"go tool evgen types -format", o.format, "-o", o.output}
	fmt.Fprintf(call.Stdout, "evgen: 1 file not up to date; run: %s\n", strings.Join(append(update, call.Args...), " "))
	return command.ExitStale, nil
}

func printDifference(w io.Writer, f *change.File) {
	if f.Old == nil {
		fmt.Fprintf(w, "%s is missing\n", f.Name)
		return
	}
	fmt.Fprintf(w, "%s is stale\n%s", f.Name, diff.Unified(f.Name, string(change.PlainText(f.Old)), string(f.New)))
}
