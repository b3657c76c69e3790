package add

import (
	"context"
	"errors"
	"go/ast"
	"go/build"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// A sourcePackage is the package that the event is added to: what the loader knows
// about its events, and the syntax trees, which the loader does not keep.
type sourcePackage struct {
	*spec.Package
	fset  *token.FileSet
	files []*sourceFile
}

// A sourceFile is a file of the package that is part of the build, is not a test,
// and was not written by evgen.
type sourceFile struct {
	name string
	text []byte
	tree *ast.File
}

// readPackage reads the package in dir, which must have no errors: all errors
// after the event was added are then due to the event.
func readPackage(ctx context.Context, dir string) (*sourcePackage, error) {
	names, err := goFiles(dir)
	if err != nil {
		return nil, err
	}
	if err := requireSource(names); err != nil {
		return nil, err
	}
	loaded, err := loadPackage(ctx, dir)
	if err != nil {
		return nil, err
	}
	p := &sourcePackage{Package: loaded, fset: token.NewFileSet()}
	for _, name := range names {
		if err := p.addFile(name); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// goFiles returns the names of the Go files of a folder, tests included.
func goFiles(dir string) (names []string, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") {
			names = append(names, e.Name())
		}
	}
	return names, err
}

func loadPackage(ctx context.Context, dir string) (*spec.Package, error) {
	pkgs, err := spec.Load(ctx, dir, ".")
	if err != nil {
		return nil, err
	}
	if len(pkgs) != 1 {
		return nil, &spec.Error{Text: "all files in this directory are excluded from the build; run evgen add with a GOOS, or -tags in GOFLAGS, that includes one"}
	}
	return pkgs[0], nil
}

// requireSource returns an error if no file is left without the tests.
func requireSource(names []string) error {
	if slices.ContainsFunc(names, func(name string) bool { return !isTest(name) }) {
		return nil
	}
	fault := "no Go package in this directory"
	if len(names) > 0 {
		fault = "only test files in this directory, which evgen does not read"
	}
	return &spec.Error{Text: fault + "; run evgen add in the directory of a package, or create a file with a package clause first"}
}

// addFile parses a file that is part of the build. The loader has parsed it
// already, without an error.
func (p *sourcePackage) addFile(name string) error {
	if ok, err := buildContext().MatchFile(p.Dir, name); err != nil || !ok || isTest(name) {
		return err
	}
	text, err := os.ReadFile(filepath.Join(p.Dir, name))
	if err != nil || spec.IsGenerated(text) {
		return err
	}
	tree, err := parser.ParseFile(p.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if list, ok := errors.AsType[scanner.ErrorList](err); ok {
		return &spec.Error{Pos: list[0].Pos, Text: list[0].Msg + "; evgen needs files that can be parsed"}
	}
	p.files = append(p.files, &sourceFile{name, text, tree})
	return err
}

// buildContext selects files as the go command does, with the tags in GOFLAGS.
func buildContext() *build.Context {
	c := build.Default
	for _, f := range strings.Fields(os.Getenv("GOFLAGS")) {
		if _, tags, ok := strings.Cut(f, "-tags="); ok {
			c.BuildTags = strings.Split(tags, ",")
		}
	}
	return &c
}

func isTest(path string) bool { return strings.HasSuffix(path, "_test.go") }

// position ignores //line comments.
func (p *sourcePackage) position(pos token.Pos) token.Position {
	return p.fset.PositionFor(pos, false)
}
