package docs

import (
	"context"
	_ "embed"
	"flag"
	"fmt"

	"github.com/fastpluggy/eventbus/internal/docgen"
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
		return func(ctx context.Context, call *command.Call) (int, error) {
			return command.ExitOK, runCommand(ctx, call, *format, *output)
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

func runCommand(ctx context.Context, call *command.Call, formatName, output string) error {
	format, ok := outputFormats[formatName]
	if !ok {
		return fmt.Errorf("-format %s: choose markdown, mermaid, asyncapi or json", formatName)
	}
	d, err := readDocument(ctx, call)
	switch {
	case err != nil:
		return err
	case output == "":
		_, err = call.Stdout.Write(format.file(d))
		return err
	case format.pages != nil:
		return writePages(output, format.pages(d), call.Stdout)
	}
	return writeFile(output, format.file(d), call.Stdout)
}
