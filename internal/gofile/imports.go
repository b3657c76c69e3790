package gofile

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// importTable is the import table of one file: path to the name it has there.
type importTable struct {
	own   string
	names map[string]string // by path: the package's own name
	alias map[string]string // by path: its name in this file
}

// newImports gives each package a name that is unique in the file. It goes through the
// paths in sorted order, so that the names depend on nothing else.
func newImports(p *spec.Package) *importTable {
	t := &importTable{own: p.Path, names: maps.Clone(p.Imports), alias: map[string]string{}}
	if t.names == nil {
		t.names = map[string]string{}
	}
	t.names[spec.EventsPath], t.names[spec.TypedPath] = "events", "typed"
	used := usedNames(p)
	for _, path := range t.sortedPaths() {
		name := t.names[path]
		for n := 2; used[name] || types.Universe.Lookup(name) != nil; n++ {
			name = t.names[path] + strconv.Itoa(n)
		}
		used[name] = true
		t.alias[path] = name
	}
	return t
}

// sortedPaths lists the packages of the bus first, so that the package of a type never
// takes their names.
func (t *importTable) sortedPaths() []string {
	paths := []string{spec.EventsPath, spec.TypedPath}
	for _, path := range slices.Sorted(maps.Keys(t.names)) {
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// usedNames are the names at package level, and those of parameters, which would hide
// an import.
func usedNames(p *spec.Package) map[string]bool {
	used := map[string]bool{"v": true, "p": true, "d": true, "field": true}
	for name := range p.Taken {
		used[name] = true
	}
	for _, e := range p.All() {
		for _, name := range e.GeneratedNames() {
			used[name] = true
		}
	}
	return used
}

func (t *importTable) eventsName() string { return t.alias[spec.EventsPath] }
func (t *importTable) typedName() string  { return t.alias[spec.TypedPath] }

// qualifiedName writes a named type of a hint as Go source.
func (t *importTable) qualifiedName(path, name string) string {
	if path == "" || path == t.own {
		return name
	}
	return t.alias[path] + "." + name
}

// writeTo prints the declaration: the standard library first, then the others.
func (t *importTable) writeTo(w *filePrinter) {
	w.line("import (")
	for _, std := range []bool{true, false} {
		for _, path := range slices.Sorted(maps.Keys(t.names)) {
			if isStd(path) == std {
				w.line("%s", t.specOf(path))
			}
		}
		w.line("")
	}
	w.line(")\n")
}

// specOf returns the line of an import. It has the name unless the path ends with it.
func (t *importTable) specOf(path string) string {
	if t.alias[path] == path[strings.LastIndexByte(path, '/')+1:] {
		return strconv.Quote(path)
	}
	return fmt.Sprintf("%s %q", t.alias[path], path)
}

// isStd reports whether path looks like one of the standard library: it has no host
// name.
func isStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}
