package spec

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"slices"
)

// parsedPackage is the source of a package, read once.
type parsedPackage struct {
	files     []*ast.File
	generated *ast.File // the one that evgen wrote, or nil
	faults    []*Error
}

// parseFiles reads the package's files, except the one that evgen wrote.
func (c *packageChecker) parseFiles(l *listedPackage) (files []*ast.File, faults []*Error) {
	p := c.parse(l)
	return slices.Clip(p.files), p.faults
}

func (c *packageChecker) parse(l *listedPackage) *parsedPackage {
	if p, ok := c.parsed[l.ImportPath]; ok {
		return p
	}
	p := new(parsedPackage)
	c.parsed[l.ImportPath] = p
	for _, name := range slices.Concat(l.GoFiles, l.CgoFiles) {
		c.parseFile(p, filepath.Join(l.Dir, name))
	}
	return p
}

func (c *packageChecker) parseFile(p *parsedPackage, path string) {
	src, err := os.ReadFile(path)
	if err != nil {
		p.faults = append(p.faults, &Error{Pos: token.Position{Filename: c.relativePath(path)}, Text: err.Error()})
		return
	}
	f, err := parser.ParseFile(c.fset, path, src, parser.ParseComments|parser.SkipObjectResolution)
	if filepath.Base(path) == FileName && IsGenerated(src) {
		p.generated = f
		return
	}
	if list, ok := errors.AsType[scanner.ErrorList](err); ok {
		for _, e := range list {
			p.faults = append(p.faults, &Error{Pos: c.relativePosition(positionAt(path, src, e.Pos.Offset)), Text: e.Msg + "; evgen needs files that can be parsed"})
		}
	}
	if f != nil && f.Name != nil {
		p.files = append(p.files, f)
	}
}

// importsC reports whether a place is in a file that uses cgo, whose types are not known.
func (c *packageChecker) importsC(at token.Pos) bool {
	for _, p := range c.parsed {
		for _, f := range p.files {
			if f.FileStart <= at && at < f.FileEnd {
				return slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"C"` })
			}
		}
	}
	return false
}
