package uses

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// module is the import path of the bus's own module.
var module = strings.TrimSuffix(spec.EventsPath, "/events")

// Find returns where the packages listen. Positions are relative to dir, an
// absolute path. Files that can't be read or parsed count as far as they go; its
// error is of the go command.
func Find(ctx context.Context, dir string, pkgs []*spec.Package) ([]Use, error) {
	f := &finder{dir: dir, known: map[string]*source{}}
	for _, p := range pkgs {
		f.known[p.Path] = f.load(p.Path, p.Name, p.Dir, all)
		for _, e := range p.All() {
			f.known[p.Path].topics[e.Topic()] = e.Name
		}
	}
	if err := f.foreign(ctx); err != nil {
		return nil, err
	}
	for _, p := range pkgs {
		f.declared(p)
		f.calls(f.known[p.Path])
	}
	return sorted(f.found), nil
}

func all([]byte) bool { return true }

// finder is one run.
type finder struct {
	dir   string
	known map[string]*source // by import path
	found []Use
}

// declared takes over what Listens says.
func (f *finder) declared(p *spec.Package) {
	for _, e := range p.Listens {
		at := Place{filepath.ToSlash(e.Pos.Filename), e.Pos.Line, e.Pos.Column}
		f.found = append(f.found, Use{p.Path, Listens, e.Name, at})
	}
}

// ofBus reports whether a package of that path is part of the bus.
func ofBus(path string) bool { return path == module || strings.HasPrefix(path, module+"/") }
