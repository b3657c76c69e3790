package spec

import (
	"go/ast"
	"go/token"
	"strconv"
)

// A namedText is the value of a package-level name.
type namedText struct {
	expr    ast.Expr  // a constant expression
	file    *ast.File // in which it stands; nil if it is a literal of evgen
	isConst bool      // it is declared as a constant, so calls in it are conversions
}

// literalText is the text of a topic that evgen makes.
func literalText(text string) namedText {
	return namedText{expr: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(text)}}
}

// maxConstants ends constants that lead to themselves.
const maxConstants = 30

// A textScope resolves the names in one part of a file.
type textScope struct {
	*useSearch
	own     *syntaxPackage
	imports map[string]*syntaxPackage
	local   map[string]ast.Expr // names of this function: constants with their value, all others with nil
	isConst bool                // as in namedText
	depth   int
}

// fileScope is the scope outside of the functions of a file.
func (s *useSearch) fileScope(p *syntaxPackage, file *ast.File) *textScope {
	scope := &textScope{useSearch: s, own: p}
	if file != nil {
		scope.imports = s.importsOfFile(file)
	}
	return scope
}

// textOf returns the string of a constant expression: literals, constants of this
// package and of those that it imports, joined with +.
func (s *textScope) textOf(x ast.Expr) (string, bool) {
	switch x := ast.Unparen(x).(type) {
	case *ast.BasicLit:
		return stringLiteral(x)
	case *ast.BinaryExpr:
		left, ok := s.textOf(x.X)
		right, ok2 := s.textOf(x.Y)
		return left + right, ok && ok2 && x.Op == token.ADD
	case *ast.CallExpr:
		if len(x.Args) == 1 && (s.isConst || isStringType(x.Fun)) {
			return s.textOf(x.Args[0])
		}
		return "", false
	case *ast.Ident:
		if value, ok := s.local[x.Name]; ok && s.depth < maxConstants {
			inner := *s
			inner.depth++
			inner.isConst = true
			return inner.localText(value)
		}
	}
	return s.lookup(x, func(p *syntaxPackage) map[string]namedText { return p.consts })
}

func isStringType(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "string"
}

func (s *textScope) localText(value ast.Expr) (string, bool) {
	if value == nil {
		return "", false
	}
	return s.textOf(value)
}

// lookup finds a name of this package, or of one that the file imports.
func (s *textScope) lookup(x ast.Expr, in func(*syntaxPackage) map[string]namedText) (string, bool) {
	p, name := s.own, ""
	switch v := x.(type) {
	case *ast.Ident:
		name = v.Name
	case *ast.SelectorExpr:
		if pkg, ok := v.X.(*ast.Ident); ok && !s.hides(pkg.Name) {
			p, name = s.imports[pkg.Name], v.Sel.Name
		}
	}
	if _, isIdent := x.(*ast.Ident); isIdent && s.hides(name) || p == nil || s.depth >= maxConstants {
		return "", false
	}
	found, ok := in(p)[name]
	if !ok {
		return "", false
	}
	scope := s.fileScope(p, found.file)
	scope.depth, scope.isConst = s.depth+1, found.isConst
	return scope.textOf(found.expr)
}

func (s *textScope) hides(name string) bool {
	_, ok := s.local[name]
	return ok
}
