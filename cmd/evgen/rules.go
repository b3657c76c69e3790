package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"

	"github.com/fastpluggy/eventbus/internal/breaking"
)

const rulesManual = `evgen rules lists what evgen breaking looks for.

Usage:

    evgen rules [-format text|json]
`

func rulesCommand(_ context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("evgen rules", flag.ContinueOnError)
	format := flags.String("format", "text", "")
	rest, code, ok := parse(flags, args, rulesManual, stdout, stderr)
	switch {
	case !ok:
		return code
	case len(rest) > 0:
		fmt.Fprintf(stderr, "evgen rules: unexpected argument %q; run evgen rules -h for the manual\n", rest[0])
		return fault
	case *format == "json":
		return jsonRules(stdout, stderr)
	case *format != "text":
		fmt.Fprintf(stderr, "evgen rules: -format %s: choose text or json\n", *format)
		return fault
	}
	for _, r := range breaking.Rules() {
		fmt.Fprintf(stdout, "%s\n    %s\n", r.ID, r.Purpose)
	}
	return fine
}

func jsonRules(stdout, stderr io.Writer) int {
	e := json.NewEncoder(stdout)
	e.SetIndent("", "  ")
	if err := e.Encode(breaking.Rules()); err != nil {
		fmt.Fprintf(stderr, "evgen rules: %v\n", err)
		return fault
	}
	return fine
}
