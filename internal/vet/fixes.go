package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/analysis"
)

// replaceLiteral offers text instead of a string literal. A named constant may
// be used elsewhere too, so it is left alone.
func replaceLiteral(e ast.Expr, text string) []analysis.SuggestedFix {
	if lit, ok := ast.Unparen(e).(*ast.BasicLit); !ok || lit.Kind != token.STRING {
		return nil
	}
	quoted := strconv.Quote(text)
	return oneFix("Change it to "+quoted, replaceNode(e, quoted))
}

func oneFix(message string, edits ...analysis.TextEdit) []analysis.SuggestedFix {
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// replaceNode puts text in the place of a node.
func replaceNode(n ast.Node, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)}
}

// wrapIn puts text before and after an expression.
func wrapIn(e ast.Expr, before, after string) []analysis.TextEdit {
	return []analysis.TextEdit{
		{Pos: e.Pos(), End: e.Pos(), NewText: []byte(before)},
		{Pos: e.End(), End: e.End(), NewText: []byte(after)},
	}
}

// sourceText returns the source of x.
func (p *sourcePackage) sourceText(x ast.Expr) (string, bool) {
	f := p.Fset.File(x.Pos())
	src, err := p.ReadFile(f.Name())
	if err != nil || f.Offset(x.End()) > len(src) {
		return "", false
	}
	return string(src[f.Offset(x.Pos()):f.Offset(x.End())]), true
}

// isVisible reports whether obj is what its name means at a place: no other
// declaration of that name hides it.
func (p *sourcePackage) isVisible(obj types.Object, name string, at token.Pos) bool {
	scope := p.Pkg.Scope().Innermost(at)
	if scope == nil {
		return false
	}
	_, found := scope.LookupParent(name, at)
	return found == obj
}

// importedAs returns the package of an import path, and the name that the file
// around at gives it.
func (p *sourcePackage) importedAs(path string, at token.Pos) (*types.Package, string, bool) {
	file := p.fileAt(at)
	if file == nil {
		return nil, "", false
	}
	for _, spec := range file.Imports {
		name := p.TypesInfo.PkgNameOf(spec)
		if name == nil || name.Imported().Path() != path {
			continue
		}
		if p.isVisible(name, name.Name(), at) { // "_" and "." are not
			return name.Imported(), name.Name(), true
		}
	}
	return nil, "", false
}
