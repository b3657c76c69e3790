package spec

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
)

// modulePath is the import path of the bus's own module.
var modulePath = strings.TrimSuffix(EventsPath, "/events")

// ReadWithListeners is [Read], and also returns where the packages listen. Files
// that can't be read or parsed count as far as they go.
func ReadWithListeners(ctx context.Context, dir string, patterns ...string) ([]*Package, []Listener, error) {
	l := &packageLoader{dir: dir, goList: goList, oneByOne: true}
	pkgs, err := l.load(ctx, patterns)
	if err != nil {
		return nil, nil, err
	}
	listeners, err := l.findListeners(ctx, pkgs)
	return pkgs, listeners, err
}

// listenerSearch is one search. It works on syntax alone.
type listenerSearch struct {
	*packageLoader
	known map[string]*syntaxPackage // by import path
	found []Listener
}

func (l *packageLoader) findListeners(ctx context.Context, pkgs []*Package) ([]Listener, error) {
	s := &listenerSearch{packageLoader: l, known: map[string]*syntaxPackage{}}
	for _, p := range pkgs {
		s.known[p.Path] = parsePackage(l.dir, p.Path, p.Name, p.Dir, isAnyFile)
		for _, e := range p.All() {
			s.known[p.Path].topics[e.Topic()] = e.Name
		}
	}
	if err := s.parseImported(ctx); err != nil {
		return nil, err
	}
	for _, p := range pkgs {
		s.addDeclared(p)
		s.searchCalls(s.known[p.Path])
	}
	return sortListeners(s.found), nil
}

func isAnyFile([]byte) bool { return true }

// parseImported parses the packages with topics that the listeners import and no
// pattern matched, such as that of the host. The first "go list" knows nearly all
// of them: only files for other systems import more.
func (s *listenerSearch) parseImported(ctx context.Context) error {
	wanted := s.unparsedImports()
	if err := s.listMissing(ctx, wanted); err != nil {
		return err
	}
	for path := range wanted {
		if p := s.listed[path]; p != nil && p.Dir != "" {
			s.known[path] = parsePackage(s.dir, p.ImportPath, p.Name, p.Dir, mayDeclareTopics)
		}
	}
	return nil
}

// mayDeclareTopics spares the parser what may be a large package of something else.
func mayDeclareTopics(text []byte) bool {
	return bytes.Contains(text, []byte("typed.Generated(")) || bytes.Contains(text, []byte("typed.NewTopic"))
}

// unparsedImports are the imports of listening packages that are not parsed yet.
// Those of the standard library have no dot in their first element.
func (s *listenerSearch) unparsedImports() map[string]bool {
	paths := map[string]bool{}
	for _, p := range s.known {
		if !p.importsBus {
			continue
		}
		for _, file := range p.files {
			for _, imp := range file.Imports {
				path := importPath(imp)
				first, _, _ := strings.Cut(path, "/")
				if s.known[path] == nil && strings.Contains(first, ".") {
					paths[path] = true
				}
			}
		}
	}
	return paths
}

// addDeclared adds what Listens declares.
func (s *listenerSearch) addDeclared(p *Package) {
	for _, e := range p.Listens {
		at := Place{filepath.ToSlash(e.Pos.Filename), e.Pos.Line, e.Pos.Column}
		s.found = append(s.found, Listener{p.Path, Listens, e.Name, at})
	}
}

// isOfBus reports whether a package of that path is part of the bus.
func isOfBus(path string) bool { return path == modulePath || strings.HasPrefix(path, modulePath+"/") }
