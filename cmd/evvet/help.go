package main

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/cmd/evvet/analyzers"
)

// manual is what -h prints. A test compares its list of checks with their docs.
//
//go:embed manual.txt
var manual string

// wantsHelp reports whether the arguments ask for the manual, or, with "help",
// for the doc of checks.
func wantsHelp(args []string) bool {
	isHelp := func(a string) bool { return a == "-h" || a == "-help" || a == "--help" }
	return slices.ContainsFunc(args, isHelp) || len(args) > 0 && args[0] == "help"
}

// printHelp prints the manual, or the docs of the checks that follow "help". It
// returns the exit code.
func printHelp(args []string, stdout, stderr io.Writer) int {
	if args[0] != "help" || len(args) == 1 {
		fmt.Fprint(stdout, manual)
		return 0
	}
	for _, name := range args[1:] {
		check, err := checkNamed(name)
		if err != nil {
			fmt.Fprintf(stderr, "evvet: %v\n", err)
			return 2
		}
		fmt.Fprintf(stdout, "%s: %s\n", check.Name, check.Doc)
	}
	return 0
}

// checkList lists the checks with their summaries, for the manual.
func checkList() string {
	var b strings.Builder
	for _, check := range analyzers.All() {
		summary, _, _ := strings.Cut(check.Doc, "\n")
		fmt.Fprintf(&b, "\t%-12s %s\n", check.Name, summary)
	}
	return b.String()
}
