package spec

import (
	"fmt"
	"go/ast"
	"go/parser"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// payloadSource has the structs that evgen is about to generate, as source, so that the
// types of payloads can be read as if it had. It also has the packages of the standard
// library that these types need.
type payloadSource struct {
	texts    map[string]string // by the import path of each package of the run
	standard map[string]bool   // import paths
	known    *packageChecker   // has checked packages without the structs
	changed  map[string]bool   // packages to check again, because they import others with such structs
}

func newPayloadSource(known *packageChecker, pkgs []*Package) *payloadSource {
	s := &payloadSource{texts: map[string]string{}, standard: map[string]bool{}, known: known, changed: map[string]bool{}}
	for _, p := range pkgs {
		s.texts[p.Path] = payloadText(p)
	}
	return s
}

// payloadText writes the structs of a package. Types that are refused elsewhere need not
// compile here.
func payloadText(p *Package) string {
	if len(p.All()) == 0 {
		return ""
	}
	var imports, structs strings.Builder
	names := map[string]string{}
	qualified := func(path, name string) string {
		if path == "" || path == p.Path {
			return name
		}
		if names[path] == "" {
			names[path] = fmt.Sprintf("import%d", len(names))
			fmt.Fprintf(&imports, "import %s %q\n", names[path], path)
		}
		return names[path] + "." + name
	}
	for _, e := range p.All() {
		for name, schema := range e.schemas {
			fmt.Fprintf(&structs, "type %s struct {\n", name)
			for _, f := range schema {
				tag := f.Name
				if f.Hint.Kind == typehint.Optional {
					tag += ",omitempty"
				}
				fmt.Fprintf(&structs, "%s %s `json:%s`\n", f.GoName, f.Hint.Format(qualified), strconv.Quote(tag))
			}
			structs.WriteString("}\n")
		}
	}
	return fmt.Sprintf("package %s\n%s%s", p.Name, &imports, &structs)
}

// filesOf returns the files with the payload structs of a package: of one that is not
// part of the run, the file that evgen wrote.
func (s *payloadSource) filesOf(c *packageChecker, l *listedPackage) []*ast.File {
	if s == nil {
		return nil
	}
	text, isOfRun := s.texts[l.ImportPath]
	if written := c.parse(l).generated; !isOfRun && written != nil {
		return []*ast.File{written}
	}
	if text == "" {
		return nil
	}
	if f, err := parser.ParseFile(c.fset, filepath.Join(l.Dir, FileName), text, parser.SkipObjectResolution); err == nil {
		return []*ast.File{f}
	}
	return nil
}

func (s *payloadSource) needsStandard(path string) bool { return s != nil && s.standard[path] }

// isChanged reports whether a package has payload structs, or imports one that has.
func (s *payloadSource) isChanged(path string) bool {
	if is, known := s.changed[path]; known {
		return is
	}
	s.changed[path] = false // ends an import cycle
	l := s.known.listed[path]
	if l == nil || l.Standard {
		s.changed[path] = s.standard[path]
		return s.changed[path]
	}
	is := s.texts[path] != "" || slices.Contains(l.GoFiles, FileName) || slices.ContainsFunc(l.Imports, s.isChanged)
	s.changed[path] = is
	return is
}

// checker returns a checker to which the structs of the run are declared.
// It takes over what they do not change.
func (s *payloadSource) checker(realStd bool) *packageChecker {
	c := newChecker(s.known.dir, s.known.listed, realStd)
	clear(s.changed)
	c.fset, c.parsed, c.payloads = s.known.fset, s.known.parsed, s
	if realStd == s.known.realStd {
		for path, p := range s.known.done {
			if !s.isChanged(path) {
				c.done[path] = p
			}
		}
	}
	return c
}
