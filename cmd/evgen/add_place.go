package main

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// addFile is where declarations go that have no list yet.
const addFile = "events.go"

// A place is where the declaration goes, of the package that is read.
type place struct {
	pkg   *spec.Package
	fset  *token.FileSet
	files []*source
}

// A source is one handwritten file of the package.
type source struct {
	name string
	text []byte
	tree *ast.File
}

// declaration returns the change of the one file that declares the event.
func (w *wanted) declaration(ctx context.Context, dir string) (*change, error) {
	p, err := readPlace(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := p.taken(w); err != nil {
		return nil, err
	}
	src, lit, err := p.list(w)
	switch {
	case err != nil:
		return nil, err
	case lit != nil:
		text, err := w.insert(p, src, lit)
		return p.change(src, text, err)
	}
	return p.newList(w)
}

// readPlace reads the package in dir, which must have no faults: what is wrong
// afterwards is then the new event's.
func readPlace(ctx context.Context, dir string) (*place, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(names, func(n string) bool { return !strings.HasSuffix(n, "_test.go") }) {
		why := "no Go package in this directory"
		if len(names) > 0 {
			why = "only test files in this directory, and evgen does not read those"
		}
		return nil, spec.Errors{{Text: why + "; go to a package's, or begin one with a file that has its package clause"}}
	}
	pkgs, err := spec.Load(ctx, dir, ".")
	if err != nil {
		return nil, err
	}
	if len(pkgs) != 1 {
		return nil, spec.Errors{{Text: "no file of this directory is part of the build; run evgen add with the GOOS or -tags of one that is"}}
	}
	p := &place{pkg: pkgs[0], fset: token.NewFileSet()}
	for _, name := range names {
		if err := p.read(filepath.Base(name)); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// read parses a file that evgen reads; the loader has done so without an error.
func (p *place) read(name string) error {
	if ok, err := built().MatchFile(p.pkg.Dir, name); err != nil || !ok || strings.HasSuffix(name, "_test.go") {
		return err
	}
	text, err := os.ReadFile(filepath.Join(p.pkg.Dir, name))
	if err != nil || spec.IsGenerated(text) {
		return err
	}
	tree, err := parser.ParseFile(p.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if list, ok := errors.AsType[scanner.ErrorList](err); ok {
		return spec.Errors{{Pos: list[0].Pos, Text: list[0].Msg + "; evgen needs files that can be parsed"}}
	}
	p.files = append(p.files, &source{name, text, tree})
	return err
}

// built knows the files of the build, with the tags that GOFLAGS sets.
func built() *build.Context {
	c := build.Default
	for _, f := range strings.Fields(os.Getenv("GOFLAGS")) {
		if _, tags, ok := strings.Cut(f, "-tags="); ok {
			c.BuildTags = strings.Split(tags, ",")
		}
	}
	return &c
}

func (p *place) at(pos token.Pos) token.Position { return p.fset.PositionFor(pos, false) }

// taken reports an event that is there already, or whose Go names are.
func (p *place) taken(w *wanted) error {
	for _, e := range p.pkg.All() {
		if e.Name == w.name {
			return spec.Errors{{Text: fmt.Sprintf("event %q is there already, at %s; change it there", w.name, e.Pos)}}
		}
	}
	e := &spec.Event{Event: contract.Event{GoName: w.goName}}
	for _, name := range []string{e.GoName, e.Topic(), e.Encoder(), e.Decoder(), e.Ref()} {
		if id := p.declared(name); id != nil {
			return spec.Errors{{Text: fmt.Sprintf("event %q needs the name %s, which is declared at %s; rename that, or declare the event by hand with a GoName", w.name, name, p.at(id.Pos()))}}
		}
	}
	return nil
}

// declared returns where a name is declared at package level, or nil.
func (p *place) declared(name string) (found *ast.Ident) {
	see := func(id *ast.Ident) {
		if id.Name == name && found == nil {
			found = id
		}
	}
	for _, f := range p.files {
		for _, d := range f.tree.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					see(d.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						see(s.Name)
					case *ast.ValueSpec:
						for _, id := range s.Names {
							see(id)
						}
					}
				}
			}
		}
	}
	return found
}

// list returns the literal that the event goes into; nil where there is none yet.
func (p *place) list(w *wanted) (*source, *ast.CompositeLit, error) {
	var other error
	for _, name := range []string{w.list(), strings.ToLower(w.list())} {
		for _, f := range p.files {
			for id, value := range variables(f.tree) {
				if id.Name != name {
					continue
				}
				if lit, ok := ast.Unparen(value).(*ast.CompositeLit); ok && isList(lit) {
					return f, lit, nil
				}
				other = spec.Errors{{Pos: p.at(id.Pos()), Text: name + " is no literal, []events.EventSpec{…}; make it one, or declare the event by hand"}}
			}
		}
	}
	if other != nil || w.listens {
		return nil, nil, other
	}
	return p.only()
}

// only returns the one list of a package that calls it something else.
func (p *place) only() (src *source, lit *ast.CompositeLit, err error) {
	for _, f := range p.files {
		for id, value := range variables(f.tree) {
			l, ok := ast.Unparen(value).(*ast.CompositeLit)
			if !ok || !isSpecs(l) || strings.EqualFold(id.Name, "Listens") {
				continue
			}
			if lit != nil {
				return nil, nil, nil // which of them, only a person knows
			}
			src, lit = f, l
		}
	}
	return src, lit, nil
}

// newList adds the variable too: to events.go, which may have that of the other
// kind, or which is new.
func (p *place) newList(w *wanted) (*change, error) {
	if id := p.declared(w.list()); id != nil {
		return nil, spec.Errors{{Text: fmt.Sprintf("%s is no list of events (%s); rename it, or declare the event by hand", w.list(), p.at(id.Pos()))}}
	}
	for _, f := range p.files {
		if f.name == addFile && hasList(f.tree) {
			text, err := w.extend(f)
			return p.change(f, text, err)
		}
	}
	if _, err := os.Lstat(filepath.Join(p.pkg.Dir, addFile)); !errors.Is(err, os.ErrNotExist) {
		return nil, spec.Errors{{Text: fmt.Sprintf("%s is there and has no list of events; write one into a file of the package: var %s = []events.EventSpec{}", addFile, w.list())}}
	}
	text, err := w.file(p)
	return &change{path: filepath.Join(p.pkg.Dir, addFile), name: addFile, of: "package", new: text, mode: 0o644}, err
}

// change is that of a file to text, unless err.
func (p *place) change(f *source, text []byte, err error) (*change, error) {
	c := &change{path: filepath.Join(p.pkg.Dir, f.name), name: f.name, of: "package"}
	if err == nil {
		_, err = c.load()
	}
	if err == nil && !c.plain {
		err = spec.Errors{c.fault("is a link, which evgen does not write through; declare the event by hand")}
	}
	c.new = text
	return c, err
}
