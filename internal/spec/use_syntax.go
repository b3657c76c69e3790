package spec

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
)

// syntaxPackage is what syntax alone tells about a package.
type syntaxPackage struct {
	path, name string
	fset       *token.FileSet
	files      []*ast.File
	topics     map[string]namedText // package-level variable to event
	consts     map[string]namedText // package-level constant to its text
	importsBus bool
}

// parsePackage parses those of a package's files that are wanted, except tests.
// Positions are relative to base.
func parsePackage(base, path, name, dir string, isWanted func(text []byte) bool) *syntaxPackage {
	p := &syntaxPackage{path: path, name: name, fset: token.NewFileSet(), topics: map[string]namedText{}, consts: map[string]namedText{}}
	names, _ := GoFiles(dir) // what can't be read has no calls
	for _, name := range names {
		file := filepath.Join(dir, name)
		shown, err := filepath.Rel(base, file)
		if err != nil {
			shown = file
		}
		if text, err := os.ReadFile(file); err == nil && isWanted(text) {
			p.parseFile(text, filepath.ToSlash(shown))
		}
	}
	return p
}

func (p *syntaxPackage) parseFile(text []byte, shown string) {
	file, _ := parser.ParseFile(p.fset, shown, text, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil || file.Name == nil || file.Name.Name != p.name || isIgnoredFile(file) {
		return
	}
	p.files = append(p.files, file)
	for _, imp := range file.Imports {
		p.importsBus = p.importsBus || isOfBus(importPath(imp))
	}
	for _, decl := range file.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok {
			p.addTopicsAndConstants(gen, file)
		}
	}
}

func (p *syntaxPackage) addTopicsAndConstants(decl *ast.GenDecl, file *ast.File) {
	for _, d := range decl.Specs {
		v, ok := d.(*ast.ValueSpec)
		if !ok || len(v.Names) != len(v.Values) {
			continue
		}
		for i, name := range v.Names {
			if decl.Tok == token.CONST {
				p.consts[name.Name] = namedText{v.Values[i], file, true}
			}
			if event, ok := argumentOfNewTopic(v.Values[i]); ok && decl.Tok == token.VAR {
				p.topics[name.Name] = namedText{event, file, false}
			}
		}
	}
}

// isIgnoredFile reports whether no build has the file: its constraint is false
// regardless of everything else, as with //go:build ignore.
func isIgnoredFile(file *ast.File) bool {
	for _, group := range file.Comments {
		if group.Pos() > file.Package {
			break
		}
		for _, c := range group.List {
			x, err := constraint.Parse(c.Text)
			if err == nil && constraint.IsGoBuild(c.Text) {
				met, _ := outcomes(x)
				return !met
			}
		}
	}
	return false
}

// outcomes reports whether a constraint is met in some build, and unmet in some. No
// build has the tag ignore; each other tag may be there or not.
func outcomes(x constraint.Expr) (met, unmet bool) {
	switch x := x.(type) {
	case *constraint.TagExpr:
		return x.Tag != "ignore", true
	case *constraint.NotExpr:
		met, unmet = outcomes(x.X)
		return unmet, met
	case *constraint.AndExpr:
		met, unmet = outcomes(x.X)
		met2, unmet2 := outcomes(x.Y)
		return met && met2, unmet || unmet2
	case *constraint.OrExpr:
		met, unmet = outcomes(x.X)
		met2, unmet2 := outcomes(x.Y)
		return met || met2, unmet && unmet2
	}
	return true, true
}

// argumentOfNewTopic returns the name in typed.NewTopic[T]("user.login") and in
// typed.Generated("user.login", …).
func argumentOfNewTopic(x ast.Expr) (ast.Expr, bool) {
	call, ok := x.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil, false
	}
	fun := call.Fun
	if index, ok := fun.(*ast.IndexExpr); ok {
		fun = index.X
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "NewTopic" || sel.Sel.Name == "Generated") {
		return call.Args[0], true
	}
	return nil, false
}

func stringLiteral(x ast.Expr) (string, bool) {
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
