package breaking

import (
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/evgen/command"
)

//go:embed rules_manual.txt
var rulesManual string

// RulesCommand is evgen rules.
var RulesCommand = command.Command{
	Name:   "evgen rules",
	Manual: rulesManual,
	Setup: func(flags *flag.FlagSet) command.Run {
		format := flags.String("format", "text", "")
		return func(_ context.Context, call *command.Call) (int, error) {
			if len(call.Args) > 0 {
				return 0, fmt.Errorf("unexpected argument %q; run evgen rules -h for the manual", call.Args[0])
			}
			return command.ExitOK, printRules(call.Stdout, *format)
		}
	},
}

func printRules(w io.Writer, format string) error {
	switch format {
	case "json":
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(breaking.Rules())
	case "text":
		for _, r := range breaking.Rules() {
			fmt.Fprintf(w, "%s\n    %s\n", r.ID, r.Purpose)
		}
		return nil
	}
	return fmt.Errorf("-format %s: choose text or json", format)
}
