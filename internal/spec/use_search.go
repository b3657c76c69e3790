package spec

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
)

// modulePath is the import path of the bus's own module.
var modulePath = strings.TrimSuffix(EventsPath, "/events")

// ReadWithUses is [Read], and also returns where the packages listen and emit. Files
// that can't be read or parsed count as far as they go.
func ReadWithUses(ctx context.Context, dir string, patterns ...string) ([]*Package, *Uses, error) {
	l := &packageLoader{dir: dir, goList: goList, oneByOne: true}
	pkgs, err := l.load(ctx, patterns)
	if err != nil {
		return nil, nil, err
	}
	uses, err := l.findUses(ctx, pkgs)
	return pkgs, uses, err
}

// useSearch is one search. It works on syntax alone.
type useSearch struct {
	*packageLoader
	known map[string]*syntaxPackage // by import path
	found Uses
}

func (l *packageLoader) findUses(ctx context.Context, pkgs []*Package) (*Uses, error) {
	s := &useSearch{packageLoader: l, known: map[string]*syntaxPackage{}}
	for _, p := range pkgs {
		s.known[p.Path] = parsePackage(l.dir, p.Path, p.Name, p.Dir, isAnyFile)
		for _, e := range p.All() {
			s.known[p.Path].topics[e.Topic()] = literalText(e.Name)
		}
	}
	if err := s.parseImported(ctx); err != nil {
		return nil, err
	}
	for _, p := range pkgs {
		s.addDeclared(p)
		s.searchCalls(s.known[p.Path])
	}
	s.found.sort()
	return &s.found, nil
}

func isAnyFile([]byte) bool { return true }

// parseImported parses the packages that those of the run import and no pattern matched:
// of other modules only files with topics, such as that of the host. The first "go list" knows nearly all
// of them: only files for other systems import more.
func (s *useSearch) parseImported(ctx context.Context) error {
	wanted := s.unparsedImports()
	if err := s.listMissing(ctx, wanted); err != nil {
		return err
	}
	for path := range wanted {
		if p := s.listed[path]; p != nil && p.Dir != "" {
			isWanted := mayDeclareTopics
			if p.Module != nil && p.Module.Main {
				isWanted = isAnyFile
			}
			s.known[path] = parsePackage(s.dir, p.ImportPath, p.Name, p.Dir, isWanted)
		}
	}
	return nil
}

// mayDeclareTopics spares the parser what may be a large package of something else.
func mayDeclareTopics(text []byte) bool {
	return bytes.Contains(text, []byte("typed.Generated(")) || bytes.Contains(text, []byte("typed.NewTopic"))
}

// unparsedImports are the imports of packages that use the bus that are not parsed yet.
// Those of the standard library have no dot in their first element.
func (s *useSearch) unparsedImports() map[string]bool {
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
func (s *useSearch) addDeclared(p *Package) {
	for _, e := range p.Listens {
		at := Place{filepath.ToSlash(e.Pos.Filename), e.Pos.Line, e.Pos.Column}
		s.found.add(Use{p.Path, Listens, e.Name, at})
	}
}

// isOfBus reports whether a package of that path is part of the bus.
func isOfBus(path string) bool { return path == modulePath || strings.HasPrefix(path, modulePath+"/") }
