package docs

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"

	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/command"
)

//go:embed manual.txt
var manual string

// Command is evgen docs.
var Command = command.Command{
	Name:   "evgen docs",
	Manual: manual,
	Setup: func(flags *flag.FlagSet) command.Run {
		format := flags.String("format", "markdown", "")
		output := flags.String("o", "", "")
		unknown := flags.Bool("unknown", false, "")
		return func(ctx context.Context, call *command.Call) (int, error) {
			return command.ExitOK, runCommand(ctx, call, *format, *output, *unknown)
		}
	},
}

// An outputFormat writes one file or, if pages is set, the pages of a directory.
type outputFormat struct {
	file  func(d *docgen.Document) []byte
	pages func(d *docgen.Document) []docgen.Page
}

var outputFormats = map[string]outputFormat{
	"markdown": {docgen.MarkdownAll, docgen.Markdown},
	"mermaid":  {docgen.Mermaid, nil},
	"asyncapi": {docgen.AsyncAPI, nil},
	"json":     {docgen.JSON, nil},
}

func runCommand(ctx context.Context, call *command.Call, formatName, output string, listUnknown bool) error {
	format, ok := outputFormats[formatName]
	if !ok {
		return fmt.Errorf("-format %s: choose markdown, mermaid, asyncapi or json", formatName)
	}
	d, err := ReadDocument(ctx, call, "evgen docs")
	if err != nil {
		return err
	}
	noteUnknown(call.Stderr, d.Unknown, listUnknown)
	switch {
	case output == "":
		_, err = call.Stdout.Write(format.file(d))
		return err
	case format.pages != nil:
		return writePages(output, format.pages(d), call.Stdout)
	}
	return change.WriteNamed(output, format.file(d), "events.json", call.Stdout)
}

// noteUnknown says which calls the documents do not show.
func noteUnknown(stderr io.Writer, calls []docgen.UnknownCall, list bool) {
	if len(calls) == 0 {
		return
	}
	if list {
		for _, c := range calls {
			fmt.Fprintf(stderr, "%s:%d:%d: the event of this call of %s is not a constant name or a known topic\n", c.File, c.Line, c.Column, c.How)
		}
		return
	}
	fmt.Fprintf(stderr, "evgen docs: %s with a name that is not constant; the documents do not show their events; -unknown lists the places\n", command.Count(len(calls), "call"))
}
