package main

import (
	"flag"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/evgen/generate"
)

// The manual of each command begins with its name and describes all its flags. The
// manual of evgen lists the others.
func TestManualsAreComplete(t *testing.T) {
	checkManual(t, &generate.Command)
	for name, c := range subcommands {
		if c.Name != "evgen "+name {
			t.Errorf("the command for %q is called %q", name, c.Name)
		}
		if !strings.Contains(generate.Command.Manual, "\n    "+c.Name+" ") {
			t.Errorf("the manual of evgen does not list %s", c.Name)
		}
		checkManual(t, c)
	}
}

func checkManual(t *testing.T, c *command.Command) {
	t.Helper()
	if !strings.HasPrefix(c.Manual, c.Name+" ") {
		t.Errorf("the manual of %s begins with another name", c.Name)
	}
	flags := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	c.Setup(flags)
	flags.Bool("h", false, "")
	flags.VisitAll(func(f *flag.Flag) {
		if !strings.Contains(c.Manual, "\n    -"+f.Name+" ") {
			t.Errorf("the manual of %s does not describe -%s", c.Name, f.Name)
		}
	})
	for _, line := range strings.Split(c.Manual, "\n") {
		if n := len([]rune(line)); n > 88 {
			t.Errorf("the manual of %s has a line of %d characters: %s", c.Name, n, line)
		}
	}
}
