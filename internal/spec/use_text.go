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
	local   map[string]ast.Expr // names of this function with their values; nil if a value is not known
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
// package and of those that it imports, and variables of the function that are set once,
// joined with +.
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
		if value := s.localValue(x); value != nil {
			inner := *s
			inner.depth++
			return inner.textOf(value)
		}
	}
	return s.lookup(x, func(p *syntaxPackage) map[string]namedText { return p.consts })
}

// textsOf is textOf for a name that may also be the variable of a loop over a list of
// constants.
func (s *textScope) textsOf(x ast.Expr) (texts []string, ok bool) {
	id, _ := ast.Unparen(x).(*ast.Ident)
	loop, isLoop := s.localValue(id).(*ast.UnaryExpr)
	if !isLoop {
		text, ok := s.textOf(x)
		return []string{text}, ok
	}
	list, ok := loop.X.(*ast.CompositeLit)
	if !ok {
		return nil, false
	}
	for _, elem := range list.Elts {
		text, ok := s.textOf(elem)
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// localValue returns the value of a name of this function, or nil. If the package has
// the name too, syntax does not tell which one is meant.
func (s *textScope) localValue(id *ast.Ident) ast.Expr {
	if id == nil || s.depth >= maxConstants {
		return nil
	}
	_, isConst := s.own.consts[id.Name]
	_, isTopic := s.own.topics[id.Name]
	if isConst || isTopic {
		return nil
	}
	return s.local[id.Name]
}

func isStringType(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "string"
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
