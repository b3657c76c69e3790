package uses

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// source is a package as far as syntax tells.
type source struct {
	path, name string
	fset       *token.FileSet
	files      []*ast.File
	topics     map[string]string // package-level variable to event
	consts     map[string]string // package-level constant to its text
	listens    bool              // it imports something of the bus
}

// load parses those of a package's files that are wanted, but for tests.
func (f *finder) load(path, name, dir string, wanted func(text []byte) bool) *source {
	s := &source{path: path, name: name, fset: token.NewFileSet(), topics: map[string]string{}, consts: map[string]string{}}
	names, _ := filepath.Glob(filepath.Join(escape(dir), "*.go"))
	for _, file := range names {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		shown, err := filepath.Rel(f.dir, file)
		if err != nil {
			shown = file
		}
		if text, err := os.ReadFile(file); err == nil && wanted(text) {
			s.parse(text, filepath.ToSlash(shown))
		}
	}
	return s
}

// escape keeps a folder's name from being taken for a pattern.
func escape(dir string) string {
	return strings.NewReplacer(`[`, `\[`, `*`, `\*`, `?`, `\?`).Replace(dir)
}

func (s *source) parse(text []byte, shown string) {
	file, _ := parser.ParseFile(s.fset, shown, text, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil || file.Name == nil || file.Name.Name != s.name || ignored(file) {
		return
	}
	s.files = append(s.files, file)
	for _, imp := range file.Imports {
		s.listens = s.listens || ofBus(importPath(imp))
	}
	for _, decl := range file.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok {
			s.declare(gen)
		}
	}
}

// declare notes topics and constants.
func (s *source) declare(decl *ast.GenDecl) {
	for _, d := range decl.Specs {
		v, ok := d.(*ast.ValueSpec)
		if !ok || len(v.Names) != len(v.Values) {
			continue
		}
		for i, name := range v.Names {
			if text, ok := literal(v.Values[i]); ok && decl.Tok == token.CONST {
				s.consts[name.Name] = text
			}
			if topic, ok := made(v.Values[i]); ok && decl.Tok == token.VAR {
				s.topics[name.Name] = topic
			}
		}
	}
}

// ignored reports whether no build has the file: its constraint is false
// whatever else holds, as of //go:build ignore.
func ignored(file *ast.File) bool {
	for _, group := range file.Comments {
		if group.Pos() > file.Package {
			break
		}
		for _, c := range group.List {
			x, err := constraint.Parse(c.Text)
			if err == nil && constraint.IsGoBuild(c.Text) {
				return !x.Eval(func(tag string) bool { return tag != "ignore" })
			}
		}
	}
	return false
}

// made returns the event of typed.NewTopic[T]("user.login") and typed.Generated.
func made(x ast.Expr) (string, bool) {
	call, ok := x.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return "", false
	}
	fun := call.Fun
	if index, ok := fun.(*ast.IndexExpr); ok {
		fun = index.X
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "NewTopic" || sel.Sel.Name == "Generated") {
		return literal(call.Args[0])
	}
	return "", false
}

func literal(x ast.Expr) (string, bool) {
	lit, ok := ast.Unparen(x).(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func importPath(imp *ast.ImportSpec) string {
	path, _ := strconv.Unquote(imp.Path.Value)
	return path
}
