package spec

import (
	"bytes"
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"strings"
)

// checkedPackage is a package whose declarations are type-checked. Errors of the check
// are kept but not reported: other files may use what is not generated yet.
type checkedPackage struct {
	types  *types.Package
	info   *types.Info
	files  []*ast.File
	syntax []*Error      // the files can't be parsed
	errs   []types.Error // in the order of the check
}

// packageChecker checks packages from source, each once, and only their declarations.
type packageChecker struct {
	dir     string // positions are relative to it
	fset    *token.FileSet
	listed  map[string]*listedPackage
	done    map[string]*checkedPackage
	parsed  map[string]*parsedPackage
	realStd bool // check the standard library too, instead of using packages with a few types for it

	payloads *payloadSource // nil while declarations are read
}

func newChecker(dir string, listed map[string]*listedPackage, realStd bool) *packageChecker {
	return &packageChecker{
		dir: dir, fset: token.NewFileSet(), listed: listed, realStd: realStd,
		done: map[string]*checkedPackage{}, parsed: map[string]*parsedPackage{},
	}
}

// check returns the package of an import path; one that can't be found is empty.
func (c *packageChecker) check(path string) *checkedPackage {
	if p, ok := c.done[path]; ok {
		return p
	}
	l := c.listed[path]
	p := &checkedPackage{types: types.NewPackage(path, lastElem(path)), info: &types.Info{}}
	p.types.MarkComplete()
	c.done[path] = p // ends an import cycle
	switch {
	case path == "unsafe":
		p.types = types.Unsafe
	case l == nil || l.Standard && !c.realStd && !c.payloads.needsStandard(path):
		if l != nil {
			p.types.SetName(l.Name)
		}
		addStandardTypes(p.types)
	default:
		c.typeCheck(p, l)
	}
	return p
}

func (c *packageChecker) typeCheck(p *checkedPackage, l *listedPackage) {
	p.files, p.syntax = c.parseFiles(l)
	p.files = append(p.files, c.payloads.filesOf(c, l)...)
	p.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{
		Importer:         packageImporter{c, l},
		IgnoreFuncBodies: true,
		FakeImportC:      true,
		Sizes:            types.SizesFor("gc", runtime.GOARCH),
		Error: func(err error) {
			if e, ok := errors.AsType[types.Error](err); ok {
				p.errs = append(p.errs, e)
			}
		},
	}
	p.types, _ = conf.Check(l.ImportPath, c.fset, p.files, p.info)
}

// positionOf returns the real position of p: //line comments do not count.
func (c *packageChecker) positionOf(p token.Pos) token.Position {
	return c.relativePosition(c.fset.PositionFor(p, false))
}

func (c *packageChecker) relativePosition(p token.Position) token.Position {
	p.Filename = c.relativePath(p.Filename)
	return p
}

// positionAt returns the real position of an offset: //line comments do not count.
func positionAt(path string, src []byte, offset int) token.Position {
	before := src[:min(offset, len(src))]
	return token.Position{
		Filename: path,
		Offset:   offset,
		Line:     1 + bytes.Count(before, []byte("\n")),
		Column:   len(before) - bytes.LastIndexByte(before, '\n'),
	}
}

// relativePath shortens a path as seen from the directory that evgen runs in.
func (c *packageChecker) relativePath(path string) string {
	if rel, err := filepath.Rel(c.dir, path); err == nil {
		return rel
	}
	return path
}

// packageImporter resolves the imports of one package, which a vendor directory may redirect.
type packageImporter struct {
	c    *packageChecker
	from *listedPackage
}

func (i packageImporter) Import(path string) (*types.Package, error) {
	if to, ok := i.from.ImportMap[path]; ok {
		path = to
	}
	return i.c.check(path).types, nil
}

func lastElem(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
