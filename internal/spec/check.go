package spec

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// checked is a package whose declarations have been checked. Its errors are kept
// but fail nothing: other files may use what is not generated yet.
type checked struct {
	types  *types.Package
	info   *types.Info
	files  []*ast.File
	syntax []*Error      // the files can't be parsed
	errs   []types.Error // in the order of the check
}

// checker checks packages from source, each once, and only their declarations.
type checker struct {
	dir     string // positions are relative to it
	fset    *token.FileSet
	listed  map[string]*listed
	done    map[string]*checked
	realStd bool // check the standard library too, instead of standing empty packages in for it
}

func newChecker(dir string, listed map[string]*listed, realStd bool) *checker {
	return &checker{dir: dir, fset: token.NewFileSet(), listed: listed, done: map[string]*checked{}, realStd: realStd}
}

// check returns the package of an import path; one that can't be found is empty.
func (c *checker) check(path string) *checked {
	if p, ok := c.done[path]; ok {
		return p
	}
	l := c.listed[path]
	p := &checked{types: types.NewPackage(path, lastElem(path)), info: &types.Info{}}
	p.types.MarkComplete()
	c.done[path] = p // an import cycle ends here
	switch {
	case path == "unsafe":
		p.types = types.Unsafe
	case l == nil || l.Standard && !c.realStd:
		if l != nil {
			p.types.SetName(l.Name)
		}
	default:
		c.fill(p, l)
	}
	return p
}

func (c *checker) fill(p *checked, l *listed) {
	p.files, p.syntax = c.parse(l)
	p.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{
		Importer:         importer{c, l},
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

// parse reads the package's files, save the one that we wrote.
func (c *checker) parse(l *listed) (files []*ast.File, faults []*Error) {
	for _, name := range append(append([]string{}, l.GoFiles...), l.CgoFiles...) {
		path := filepath.Join(l.Dir, name)
		src, err := os.ReadFile(path)
		if err != nil {
			faults = append(faults, &Error{Pos: token.Position{Filename: c.rel(path)}, Text: err.Error()})
			continue
		}
		if name == FileName && IsGenerated(src) {
			continue
		}
		f, err := parser.ParseFile(c.fset, path, src, parser.ParseComments|parser.SkipObjectResolution)
		if list, ok := errors.AsType[scanner.ErrorList](err); ok {
			for _, e := range list {
				faults = append(faults, &Error{Pos: c.place(at(path, src, e.Pos.Offset)), Text: e.Msg + "; evgen needs files that can be parsed"})
			}
		}
		if f != nil && f.Name != nil {
			files = append(files, f)
		}
	}
	return files, faults
}

// IsGenerated reports whether a file with this content is one of ours.
func IsGenerated(src []byte) bool {
	line, _, _ := strings.Cut(string(src[:min(len(src), len(Header)+2)]), "\n")
	return strings.TrimSuffix(line, "\r") == Header
}

// pos returns where p really is, whatever //line comments claim.
func (c *checker) pos(p token.Pos) token.Position { return c.place(c.fset.PositionFor(p, false)) }

func (c *checker) place(p token.Position) token.Position {
	p.Filename = c.rel(p.Filename)
	return p
}

// at finds the place of an offset, whatever //line comments claim.
func at(path string, src []byte, offset int) token.Position {
	before := src[:min(offset, len(src))]
	return token.Position{
		Filename: path,
		Offset:   offset,
		Line:     1 + bytes.Count(before, []byte("\n")),
		Column:   len(before) - bytes.LastIndexByte(before, '\n'),
	}
}

// rel shortens a path as seen from the directory that evgen runs in.
func (c *checker) rel(path string) string {
	if rel, err := filepath.Rel(c.dir, path); err == nil {
		return rel
	}
	return path
}

// importer resolves the imports of one package, which a vendor directory may redirect.
type importer struct {
	c    *checker
	from *listed
}

func (i importer) Import(path string) (*types.Package, error) {
	if to, ok := i.from.ImportMap[path]; ok {
		path = to
	}
	return i.c.check(path).types, nil
}

func lastElem(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
