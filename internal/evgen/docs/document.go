package docs

import (
	"context"
	"path/filepath"

	"github.com/fastpluggy/eventbus/internal/docgen"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/spec"
	"github.com/fastpluggy/eventbus/internal/uses"
)

// readDocument reads the events of the packages, and the calls that listen to them.
func readDocument(ctx context.Context, dir string, patterns []string) (*docgen.Document, error) {
	pkgs, err := spec.Read(ctx, dir, patterns...)
	if err != nil {
		return nil, err
	}
	found, err := uses.Find(ctx, dir, pkgs)
	if err != nil {
		return nil, err
	}
	return docgen.New(docgen.Source{
		Module:    modulePath(modules.OfRun(dir, patterns, pkgs)),
		Contracts: modules.Contracts(pkgs),
		Uses:      found,
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

func declarationPlaces(pkgs []*spec.Package) map[docgen.Key]uses.Place {
	places := map[docgen.Key]uses.Place{}
	for _, p := range pkgs {
		for _, e := range p.Events {
			places[docgen.Key{Package: p.Path, Event: e.Name}] = declarationPlace(e)
		}
	}
	return places
}

func declarationPlace(e *spec.Event) uses.Place {
	return uses.Place{File: filepath.ToSlash(e.Pos.Filename), Line: e.Pos.Line, Column: e.Pos.Column}
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
