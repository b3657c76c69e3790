package command_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// result is what one execution returns and prints.
type result struct {
	ExitCode       int
	Stdout, Stderr string
}

// execute executes a command with a flag -n that prints its arguments, or fails
// with err.
func execute(t *testing.T, err error, args ...string) result {
	t.Helper()
	c := command.Command{Name: "evgen try", Manual: "the manual\n", Setup: func(flags *flag.FlagSet) command.Run {
		n := flags.Int("n", 1, "")
		return func(_ context.Context, call *command.Call) (int, error) {
			fmt.Fprintln(call.Stdout, *n, call.Patterns("./..."))
			return command.ExitStale, err
		}
	}}
	var stdout, stderr bytes.Buffer
	code := c.Execute(t.Context(), args, &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

func TestExecute(t *testing.T) {
	failure := errors.New("no such thing")
	fault := &spec.Error{Text: "a fault"}
	for _, tt := range []struct {
		name string
		err  error
		args []string
		want result
	}{
		{"defaults", nil, nil, result{1, "1 [./...]\n", ""}},
		{"flags and arguments", nil, []string{"-n", "2", "./a", "./b"}, result{1, "2 [./a ./b]\n", ""}},
		{"manual", nil, []string{"-h"}, result{0, "the manual\n", ""}},
		{"manual, long", nil, []string{"--help"}, result{0, "the manual\n", ""}},
		{"unknown flag", nil, []string{"-m"}, result{2, "", "evgen try: flag provided but not defined: -m; run evgen try -h for the manual\n"}},
		{"error", failure, nil, result{2, "1 [./...]\n", "evgen try: no such thing\n"}},
		{"error with a place", fmt.Errorf("more: %w", fault), nil, result{2, "1 [./...]\n", "a fault\nevgen: 1 error, nothing written\n"}},
		{"errors with places", spec.Errors{fault, fault}, nil, result{2, "1 [./...]\n", "a fault\na fault\nevgen: 2 errors, nothing written\n"}},
	} {
		if d := cmp.Diff(tt.want, execute(t, tt.err, tt.args...)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
}

// Flags may stand after arguments if the command allows it.
func TestFlagsAnywhere(t *testing.T) {
	for _, tt := range []struct {
		args, want string
	}{
		{"a b -n 2", "2 [a b]"},
		{"-n 2 a b", "2 [a b]"},
		{"a -n 2 b -m c", "2 [a b c] true"},
		{"a -n 2 -- -m b", "2 [a -m b]"},
		{"-- -n", "1 [-n]"},
		{"a -- b -- c", "1 [a b -- c]"},
		{"", "1 []"},
	} {
		var got string
		c := command.Command{Name: "evgen try", FlagsAnywhere: true, Setup: func(flags *flag.FlagSet) command.Run {
			n, m := flags.Int("n", 1, ""), flags.Bool("m", false, "")
			return func(_ context.Context, call *command.Call) (int, error) {
				if got = fmt.Sprint(*n, " ", call.Args); *m {
					got += " true"
				}
				return command.ExitOK, nil
			}
		}}
		var out bytes.Buffer
		if code := c.Execute(t.Context(), strings.Fields(tt.args), &out, &out); code != command.ExitOK || got != tt.want {
			t.Errorf("%q gives %q, exit %d, want %q", tt.args, got, code, tt.want)
		}
	}
}

func TestAtMost50ErrorsArePrinted(t *testing.T) {
	for _, tt := range []struct {
		errors, printed int
		last            string
	}{
		{50, 50, "a fault\nevgen: 50 errors, nothing written\n"},
		{52, 50, "a fault\nand 2 more\nevgen: 52 errors, nothing written\n"},
	} {
		var list spec.Errors
		for range tt.errors {
			list = append(list, &spec.Error{Text: "a fault"})
		}
		got := execute(t, list).Stderr
		if strings.Count(got, "a fault\n") != tt.printed || !strings.HasSuffix(got, tt.last) {
			t.Errorf("of %d errors this is printed:\n%s", tt.errors, got)
		}
	}
}
