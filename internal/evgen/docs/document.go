package docs

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// ReadDocument reads the events of the packages, and the calls that emit them and listen
// to them. Under the name of the command, it prints a note for each package of which
// this build leaves out declarations.
func ReadDocument(ctx context.Context, call *command.Call, name string) (*docgen.Document, error) {
	dir, patterns := call.Dir, call.Patterns("./...")
	pkgs, uses, err := spec.ReadWithUses(ctx, dir, patterns...)
	if err != nil {
		return nil, err
	}
	for _, p := range pkgs {
		if file := p.HasLeftOut(); file != "" {
			fmt.Fprintf(call.Stderr, "%s: %s, which declares events, is no part of this build, so they are missing in the documents\n", name, file)
		}
	}
	mods := modules.OfRun(dir, patterns, pkgs)
	foreign := readForeign(mods, modules.Contracts(pkgs), uses)
	for _, note := range foreign.notes {
		fmt.Fprintf(call.Stderr, "%s: %s\n", name, note)
	}
	return docgen.New(docgen.Source{
		Module:    modulePath(mods),
		Contracts: foreign.contracts,
		Modules:   foreign.modules,
		Uses:      *uses,
		Names:     packageNames(pkgs),
		Declared:  declarationPlaces(pkgs),
	}), nil
}

// packageNames returns the name of each package by its import path.
func packageNames(pkgs []*spec.Package) map[string]string {
	names := map[string]string{}
	for _, p := range pkgs {
		names[p.Path] = p.Name
	}
	return names
}

func declarationPlaces(pkgs []*spec.Package) map[docgen.Key]spec.Place {
	places := map[docgen.Key]spec.Place{}
	for _, p := range pkgs {
		for _, e := range p.Events {
			places[docgen.Key{Package: p.Path, Event: e.Name}] = declarationPlace(e)
		}
	}
	return places
}

func declarationPlace(e *spec.Event) spec.Place {
	return spec.Place{File: filepath.ToSlash(e.Pos.Filename), Line: e.Pos.Line, Column: e.Pos.Column}
}

// modulePath returns the path of the module, or of the first of several.
func modulePath(mods []*modules.Module) string {
	for _, m := range mods {
		if m.Path != "" {
			return m.Path
		}
	}
	return ""
}
