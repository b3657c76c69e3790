package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// pathFault returns why p can't import path, and what to do, or "".
func (r *hintResolver) pathFault(p *Package, path string) string {
	if why := importPathFault(path); why != "" {
		return fmt.Sprintf("%q %s; name a type by the import path of its package", errtext.Shorten(path, errtext.MaxQuoted), why)
	}
	l := r.listed[path]
	switch {
	case l == nil || len(l.GoFiles)+len(l.CgoFiles) == 0:
		remedy := "add its module with go get"
		if strings.Contains(listErrorText(l), "-mod=vendor") {
			remedy = "import it in a Go file of yours and run go mod vendor"
		}
		return fmt.Sprintf("can't find the package %s%s; %s, or correct the path", path, listErrorText(l), remedy)
	case l.Name == "main":
		return fmt.Sprintf("%s is a program, which can't be imported; move the type to a package", path)
	case !isVisible(path, p.Path, l.Standard):
		return fmt.Sprintf("%s is internal and not visible from %s; move the type to a package that is", path, p.Path)
	}
	if chain := r.importCycle(p.Path, path); chain != nil {
		return fmt.Sprintf("importing it makes an import cycle (%s); move the type to a package that imports neither", strings.Join(chain, " -> "))
	}
	return ""
}

// isVisible applies the rule of internal directories.
func isVisible(path, from string, std bool) bool {
	elems := strings.Split(path, "/")
	last := -1
	for i, elem := range elems {
		if elem == "internal" {
			last = i
		}
	}
	if last < 0 {
		return true
	}
	parent := strings.Join(elems[:last], "/")
	return !std && (from == parent || strings.HasPrefix(from, parent+"/"))
}

// importCycle returns the chain of imports from a package through path back to it, or
// nil.
func (r *hintResolver) importCycle(from, path string) []string {
	seen := map[string]bool{}
	var walk func(at string) []string
	walk = func(at string) []string {
		if at == from {
			return []string{at}
		}
		if seen[at] {
			return nil
		}
		seen[at] = true
		for _, next := range r.importsOf(at) {
			if way := walk(next); way != nil {
				return append(way, at)
			}
		}
		return nil
	}
	way := walk(path)
	if way == nil {
		return nil
	}
	slices.Reverse(way)
	return append([]string{from}, way...)
}

func (r *hintResolver) importsOf(path string) []string {
	if planned, ok := r.planned[path]; ok {
		return planned
	}
	if l := r.listed[path]; l != nil && !l.Standard {
		return l.Imports
	}
	return nil // the standard library imports no package of a module
}

// listErrorText is the error of the go command about a package that it can't find.
func listErrorText(l *listedPackage) string {
	if l == nil || l.Error == nil {
		return ""
	}
	line, _, _ := strings.Cut(strings.TrimSpace(l.Error.Err), "\n")
	return " (" + strings.TrimSuffix(line, "; to add it:") + ")"
}
