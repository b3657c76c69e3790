package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/spec"
)

//go:embed manual_docs.txt
var docsManual string

// A docsFormat makes one file, or the pages of a folder.
type docsFormat struct {
	file  func(d *docgen.Document) []byte
	pages func(d *docgen.Document) []docgen.Page
}

var docsFormats = map[string]docsFormat{
	"markdown": {docgen.MarkdownAll, docgen.Markdown},
	"mermaid":  {docgen.Mermaid, nil},
	"asyncapi": {docgen.AsyncAPI, nil},
	"json":     {docgen.JSON, nil},
}

// docsCommand writes documents about the packages.
func docsCommand(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("evgen docs", flag.ContinueOnError)
	name := flags.String("format", "markdown", "")
	to := flags.String("o", "", "")
	patterns, code, ok := parse(flags, args, docsManual, stdout, stderr)
	if !ok {
		return code
	}
	format, ok := docsFormats[*name]
	if !ok {
		fmt.Fprintf(stderr, "evgen docs: -format %s: choose markdown, mermaid, asyncapi or json\n", *name)
		return fault
	}
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	if err := docs(ctx, format, *to, patterns, stdout); err != nil {
		complain(stderr, err)
		return fault
	}
	return fine
}

func docs(ctx context.Context, format docsFormat, to string, patterns []string, stdout io.Writer) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	pkgs, listeners, err := spec.ReadWithListeners(ctx, dir, patterns...)
	if err != nil {
		return err
	}
	d := documentOf(pkgs, listeners, docsModule(modules(dir, patterns, pkgs)))
	switch {
	case to == "":
		_, err = stdout.Write(format.file(d))
	case format.pages != nil:
		err = writePages(to, format.pages(d), stdout)
	default:
		err = writeDoc(to, format.file(d), stdout)
	}
	return err
}

// documentOf brings together what the packages declare and where they listen.
func documentOf(pkgs []*spec.Package, listeners []spec.Listener, module string) *docgen.Document {
	s := docgen.Source{
		Module: module, Contracts: contracts(pkgs), Listeners: listeners,
		Names: map[string]string{}, Declared: map[docgen.Key]spec.Place{},
	}
	for _, p := range pkgs {
		s.Names[p.Path] = p.Name
		for _, e := range p.Events {
			at := spec.Place{File: filepath.ToSlash(e.Pos.Filename), Line: e.Pos.Line, Column: e.Pos.Column}
			s.Declared[docgen.Key{Package: p.Path, Event: e.Name}] = at
		}
	}
	return docgen.New(s)
}

// docsModule is the path of the module, or of the first of several.
func docsModule(mods []*module) string {
	for _, m := range mods {
		if m.path != "" {
			return m.path
		}
	}
	return ""
}
