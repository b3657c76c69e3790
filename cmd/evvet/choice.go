package main

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fastpluggy/eventbus/cmd/evvet/analyzers"
	"github.com/fastpluggy/eventbus/internal/eventname"
)

// addFlags adds the flags that no check has: -checks, and those of the common
// analyzer, which unitchecker does not add because that is not a check.
func addFlags(flags *flag.FlagSet) {
	flags.Var(&checkChoice{flags}, "checks", "run only the checks `a,b`, or all but -a,-b")
	analyzers.Bus.Flags.VisitAll(func(f *flag.Flag) {
		flags.Var(f.Value, analyzers.Bus.Name+"."+f.Name, f.Usage)
	})
}

// A checkChoice is the flag -checks. It sets the flags that unitchecker adds for
// the checks, such as -untyped=false.
type checkChoice struct {
	flags *flag.FlagSet
}

func (*checkChoice) String() string { return "" }

// Set sets the flags of the checks that a list names.
func (c *checkChoice) Set(list string) error {
	names, on, err := parseChoice(list)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := c.flags.Set(name, strconv.FormatBool(on)); err != nil {
			return err
		}
	}
	return nil
}

// parseChoice reads "a,b", which switches these checks on and all others off, or
// "-a,-b", which switches these off.
func parseChoice(list string) (names []string, on bool, err error) {
	on = !strings.HasPrefix(list, "-")
	for name := range strings.SplitSeq(list, ",") {
		name, off := strings.CutPrefix(strings.TrimSpace(name), "-")
		if off == on {
			return nil, false, errors.New("write the checks to run, a,b, or the checks to leave out, -a,-b, but not both")
		}
		if _, err := checkNamed(name); err != nil {
			return nil, false, err
		}
		names = append(names, name)
	}
	return names, on, nil
}

// validateChoice reports what is wrong with the flag -checks among the arguments.
// go vet would report it once for each package.
func validateChoice(args []string) error {
	for i, arg := range args {
		name, list, ok := strings.Cut(arg, "=")
		if name != "-checks" && name != "--checks" {
			continue
		}
		if !ok && i+1 < len(args) {
			list = args[i+1]
		}
		if _, _, err := parseChoice(list); err != nil {
			return fmt.Errorf("the flag -checks is wrong: %w", err)
		}
	}
	return nil
}

func checkNamed(name string) (*analysis.Analyzer, error) {
	i := slices.IndexFunc(analyzers.All(), func(a *analysis.Analyzer) bool { return a.Name == name })
	if i >= 0 {
		return analyzers.All()[i], nil
	}
	if near, ok := eventname.Near(name, checkNames()); ok {
		return nil, fmt.Errorf("there is no check %q; did you mean %s?", name, near)
	}
	return nil, fmt.Errorf("there is no check %q; the checks are %s", name, strings.Join(checkNames(), ", "))
}

func checkNames() []string {
	var names []string
	for _, check := range analyzers.All() {
		names = append(names, check.Name)
	}
	return names
}
