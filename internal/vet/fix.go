package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"

	"golang.org/x/tools/go/analysis"
)

// replace offers text instead of a string literal. A named constant may serve
// elsewhere, so it is left alone.
func replace(e ast.Expr, text string) []analysis.SuggestedFix {
	if lit, ok := ast.Unparen(e).(*ast.BasicLit); !ok || lit.Kind != token.STRING {
		return nil
	}
	quoted := strconv.Quote(text)
	return fix("Change it to "+quoted, analysis.TextEdit{Pos: e.Pos(), End: e.End(), NewText: []byte(quoted)})
}

func fix(message string, edits ...analysis.TextEdit) []analysis.SuggestedFix {
	return []analysis.SuggestedFix{{Message: message, TextEdits: edits}}
}

// wrap puts text around an expression.
func wrap(e ast.Expr, before, after string) []analysis.TextEdit {
	return []analysis.TextEdit{
		{Pos: e.Pos(), End: e.Pos(), NewText: []byte(before)},
		{Pos: e.End(), End: e.End(), NewText: []byte(after)},
	}
}

// visible reports whether obj is what its name means at a place, and not
// hidden by another of that name.
func (j *judge) visible(obj types.Object, name string, at token.Pos) bool {
	scope := j.Pkg.Scope().Innermost(at)
	if scope == nil {
		return false
	}
	_, found := scope.LookupParent(name, at)
	return found == obj
}

// importName returns the name by which the file around at calls the package of
// an import path.
func (j *judge) importName(path string, at token.Pos) (*types.Package, string, bool) {
	file := j.file(at)
	if file == nil {
		return nil, "", false
	}
	for _, spec := range file.Imports {
		name := j.TypesInfo.PkgNameOf(spec)
		if name == nil || name.Imported().Path() != path {
			continue
		}
		if j.visible(name, name.Name(), at) { // "_" and "." are not
			return name.Imported(), name.Name(), true
		}
	}
	return nil, "", false
}
