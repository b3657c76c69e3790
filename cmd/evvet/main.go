// Command evvet compares what a program does on the event bus with what it
// declares. It finds misspelt names that compile, run, and reach no listener. It
// is a tool for go vet and go fix, and runs go vet itself if it is given
// packages. See "evvet -h"; package analyzers has the same checks for other
// drivers.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/fastpluggy/eventbus/cmd/evvet/analyzers"
	"github.com/fastpluggy/eventbus/internal/vet"
)

func main() {
	args := os.Args[1:]
	switch {
	case len(args) == 1 && args[0] == "-V=full":
		os.Exit(printVersion(os.Stdout, os.Stderr))
	case isVetCall(args):
		addFlags(flag.CommandLine)
		unitchecker.Main(append(analyzers.All(), vet.Unjudged)...) // does not return
	case wantsHelp(args):
		os.Exit(printHelp(args, os.Stdout, os.Stderr))
	default:
		os.Exit(runGoVet(args, os.Stdout, os.Stderr))
	}
}

// isVetCall reports whether the go command is calling: it asks for the tool's
// version and flags, then has it check one package at a time.
func isVetCall(args []string) bool {
	if len(args) == 0 {
		return false
	}
	last := args[len(args)-1]
	return last == "-V=full" || last == "-flags" || strings.HasSuffix(last, ".cfg")
}

// printVersion answers the go command, and returns the exit code.
func printVersion(stdout, stderr io.Writer) int {
	self, err := os.Executable()
	if err == nil {
		var dir string
		if dir, err = os.Getwd(); err == nil {
			err = writeVersion(self, dir, stdout)
		}
	}
	if err != nil {
		fmt.Fprintf(stderr, "evvet: cannot read its own program file, whose hash go vet asks for: %v; build it again in a folder that can be read\n", err)
		return 2
	}
	return 0
}

// runGoVet has go vet load and build the packages, and call this program for
// each of them. It returns the exit code.
func runGoVet(args []string, stdout, stderr io.Writer) int {
	if err := validateChoice(args); err != nil {
		fmt.Fprintf(stderr, "evvet: %v\n", err)
		return 2
	}
	if err := checkLocks(stderr); err != nil {
		fmt.Fprintf(stderr, "evvet: %v\n", err)
		return 2
	}
	self, err := os.Executable()
	if err != nil {
		fmt.Fprintf(stderr, "evvet: cannot find its own program file for go vet: %v; run go vet -vettool=FILE instead\n", err)
		return 2
	}
	args, report := takeReport(args)
	cmd := exec.Command("go", append([]string{"vet", "-vettool=" + self}, args...)...)
	sorter := &reportSorter{to: stderr, unjudged: report}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, stdout, sorter
	err = errors.Join(cmd.Run(), sorter.close())
	if sorter.hasOnlyUnjudged() {
		return 0 // go vet fails for any report
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return max(exit.ExitCode(), 1) // -1: ended by a signal
	}
	if err != nil {
		fmt.Fprintf(stderr, "evvet: cannot run go vet: %v; the go command must be in PATH\n", err)
		return 2
	}
	return 0
}
