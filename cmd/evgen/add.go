package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/spec"
	"github.com/fastpluggy/eventbus/internal/typehint"
)

//go:embed manual_add.txt
var addManual string

// addCommand declares an event, and generates.
func addCommand(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("evgen add", flag.ContinueOnError)
	text := flags.String("d", "", "")
	listens := flags.Bool("listens", false, "")
	args, code, ok := parse(flags, args, addManual, stdout, stderr)
	if !ok {
		return code
	}
	if len(args) == 0 {
		fmt.Fprintln(stderr, "evgen add: which event? write its name, as in evgen add user.login user_id:int64; run evgen add -h for the manual")
		return fault
	}
	w, err := read(args)
	w.text, w.listens = *text, *listens
	if err == nil {
		err = w.add(ctx, stdout, stderr)
	}
	if err != nil {
		complain(stderr, err)
		return fault
	}
	return fine
}

// wanted is the event that is to be declared.
type wanted struct {
	name, goName, text string
	listens            bool
	fields             []field
}

type field struct{ name, hint string }

// list is the name of the variable in which it belongs.
func (w *wanted) list() string {
	if w.listens {
		return "Listens"
	}
	return "Emits"
}

// read judges the arguments, all at once and as the loader judges what they
// become, so that most mistakes are found before a file is written.
func read(args []string) (*wanted, error) {
	w := &wanted{name: args[0]}
	var faults spec.Errors
	add := func(text string, args ...any) {
		faults = append(faults, &spec.Error{Text: fmt.Sprintf(text, args...)})
	}
	var ok bool
	if fault := eventname.NameFault(w.name); fault != "" {
		add("event name %q %s", w.name, fault)
	} else if w.goName, ok = eventname.GoName(w.name); !ok {
		add("no Go name can be made of %q; begin it with a letter, or declare the event by hand with a GoName", w.name)
	}
	for _, arg := range args[1:] {
		if f, fault := readField(arg); fault != "" {
			add("%s", fault)
		} else if fault := w.clash(f); fault != "" {
			add("%s", fault)
		} else {
			w.fields = append(w.fields, f)
		}
	}
	if faults != nil {
		return w, faults
	}
	return w, nil
}

// readField returns the field that an argument stands for, or what is wrong with it.
func readField(arg string) (f field, fault string) {
	var ok bool
	f.name, f.hint, ok = strings.Cut(arg, ":")
	switch {
	case strings.HasPrefix(arg, "-"):
		return f, fmt.Sprintf("%s stands behind the name; write flags in front of it", arg)
	case !ok:
		return f, fmt.Sprintf("field %q has no type; write it after a colon, as in %s:string", arg, arg)
	}
	if fault := eventname.FieldFault(f.name); fault != "" {
		return f, fmt.Sprintf("field %q %s", f.name, fault)
	}
	if _, ok := eventname.GoName(f.name); !ok {
		return f, fmt.Sprintf("no Go name can be made of the field %q; use letters", f.name)
	}
	if _, err := typehint.Parse(f.hint); err != nil {
		return f, fmt.Sprintf("field %q: %v", f.name, err)
	}
	return f, ""
}

// clash says which earlier field f can't stand beside.
func (w *wanted) clash(f field) string {
	for _, other := range w.fields {
		a, _ := eventname.GoName(f.name)
		b, _ := eventname.GoName(other.name)
		switch {
		case f.name == other.name:
			return fmt.Sprintf("field %q stands there twice; remove one", f.name)
		case strings.EqualFold(f.name, other.name):
			return fmt.Sprintf("fields %q and %q differ in case only, and JSON takes one for the other; rename one", other.name, f.name)
		case a == b:
			return fmt.Sprintf("fields %q and %q both become %s; rename one", other.name, f.name, a)
		}
	}
	return ""
}

// add writes the declaration, and what is generated from it. On error all files
// are as they were.
func (w *wanted) add(ctx context.Context, stdout, stderr io.Writer) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	c, err := w.declaration(ctx, dir)
	if err != nil {
		return err
	}
	undo, err := put(c)
	if err != nil {
		return err
	}
	var said strings.Builder
	if err := w.generate(ctx, dir, &said, stderr); err != nil {
		return errors.Join(withoutPlaces(err, c), undo())
	}
	fmt.Fprintf(stdout, "evgen: wrote %s\n%s", c.name, &said)
	return nil
}

// generate is evgen for the package, once it has the declaration.
func (w *wanted) generate(ctx context.Context, dir string, stdout, stderr io.Writer) error {
	here := []string{"."}
	pkgs, err := spec.Load(ctx, dir, here...)
	if err != nil {
		return err
	}
	for _, p := range pkgs {
		if w.in(p) {
			_, err := produce(ctx, dir, here, pkgs, false, stdout, stderr)
			return err
		}
	}
	return fmt.Errorf("the list %s is not one that evgen reads here; declare the event by hand", w.list())
}

// in reports whether the package has the event as it is wanted.
func (w *wanted) in(p *spec.Package) bool {
	for _, e := range p.All() {
		if e.Name == w.name {
			return e.Listens == w.listens && e.Description == w.text && len(e.Fields) == len(w.fields)
		}
	}
	return false
}
