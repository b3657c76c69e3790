// Command evvet compares what a program does on the event bus with what it
// declares: typos that compile, run, and reach nobody. It is a tool for go vet
// and go fix, and runs go vet on its own when it is given packages. See "evvet -h".
package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/fastpluggy/eventbus/internal/vet"
)

//go:embed manual.txt
var manual string

func main() {
	args := os.Args[1:]
	switch {
	case len(args) == 1 && args[0] == "-V=full":
		os.Exit(tellVersion(os.Stdout, os.Stderr))
	case isVetCall(args):
		unitchecker.Main(vet.Analyzer) // does not return
	case wantsHelp(args):
		fmt.Print(manual)
	default:
		os.Exit(run(args, os.Stdout, os.Stderr))
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

// tellVersion answers the go command, and returns the exit code.
func tellVersion(stdout, stderr io.Writer) int {
	self, err := os.Executable()
	if err == nil {
		var dir string
		if dir, err = os.Getwd(); err == nil {
			err = version(self, dir, stdout)
		}
	}
	if err != nil {
		fmt.Fprintf(stderr, "evvet: cannot tell its version, by which go vet knows old results: %v; build it again where it can be read\n", err)
		return 2
	}
	return 0
}

func wantsHelp(args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool {
		return a == "-h" || a == "-help" || a == "--help"
	}) || slices.Equal(args, []string{"help"})
}

// run has go vet load and build the packages, and call this program for each of
// them. It returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	self, err := os.Executable()
	if err != nil {
		fmt.Fprintf(stderr, "evvet: cannot find its own program file, which go vet is to call: %v; run go vet -vettool=FILE instead\n", err)
		return 2
	}
	cmd := exec.Command("go", append([]string{"vet", "-vettool=" + self}, args...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, stdout, stderr
	err = cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return max(exit.ExitCode(), 1) // -1: ended by a signal
	}
	if err != nil {
		fmt.Fprintf(stderr, "evvet: cannot run go vet: %v; the go command must be in PATH\n", err)
		return 2
	}
	return 0
}
