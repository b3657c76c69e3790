package add

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/evgen/diff"
	"github.com/fastpluggy/eventbus/internal/evgen/generate"
	"github.com/fastpluggy/eventbus/internal/spec"
)

//go:embed manual.txt
var manual string

// Command is evgen add.
var Command = command.Command{
	Name:   "evgen add",
	Manual: manual,
	Setup: func(flags *flag.FlagSet) command.Run {
		description := flags.String("d", "", "")
		listens := flags.Bool("listens", false, "")
		return func(ctx context.Context, call *command.Call) (int, error) {
			e, err := parseEvent(call.Args)
			if err != nil {
				return 0, err
			}
			e.description, e.listens = *description, *listens
			return command.ExitOK, addEvent(ctx, call, e)
		}
	},
}

// addEvent writes the declaration and the generated code. The declaration must be
// in its file for the loader to read it, so it is written first, and taken back if
// there is an error. The names of generated files are printed only at the end.
func addEvent(ctx context.Context, call *command.Call, e *newEvent) error {
	f, err := planDeclaration(ctx, call.Dir, e)
	if err != nil {
		return err
	}
	undo, err := f.WriteWithUndo()
	if err != nil {
		return err
	}
	var written strings.Builder
	if err := generateCode(ctx, call, e, &written); err != nil {
		return withUndo(withoutRemovedPlaces(err, f), f, undo())
	}
	fmt.Fprintf(call.Stdout, "evgen: wrote %s\n%s", f.Name, &written)
	return nil
}

// generateCode runs evgen for the package with the new declaration.
func generateCode(ctx context.Context, call *command.Call, e *newEvent, stdout io.Writer) error {
	patterns := []string{"."}
	pkgs, err := spec.Load(ctx, call.Dir, patterns...)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(pkgs, e.isDeclaredIn) {
		return fmt.Errorf("evgen does not read the variable %s as a list of events; declare the event by hand", e.listName())
	}
	silent := *call
	silent.Stdout = stdout
	return generate.Write(ctx, &silent, patterns, pkgs)
}

// withoutRemovedPlaces removes the places of errors that are in lines which undo
// removes: the user cannot look at them.
func withoutRemovedPlaces(err error, f *change.File) error {
	list, ok := errors.AsType[spec.Errors](err)
	if !ok {
		return err
	}
	first, last := diff.ChangedLines(diff.Lines(string(f.Old)), diff.Lines(string(f.New)))
	for i, e := range list {
		if e.Pos.Filename == f.Name && first <= e.Pos.Line && e.Pos.Line <= last {
			list[i] = &spec.Error{Text: e.Text}
		}
	}
	return list
}

// withUndo adds to err that taking back the declaration failed too.
func withUndo(err error, f *change.File, undoErr error) error {
	if undoErr == nil {
		return err
	}
	fault := f.Error("the new declaration could not be removed: " + undoErr.Error())
	if list, ok := errors.AsType[spec.Errors](err); ok {
		return append(list, fault)
	}
	return errors.Join(err, fmt.Errorf("%s", fault))
}
