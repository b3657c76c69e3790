package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/convert/typeconv"
)

func (p *busPackage) shapes() *typeconv.Shapes { return newShapes(p.Pkg, p.TypesSizes) }

// shapeName writes a type as the file around at would, if that is possible
// without a new import.
func (p *busPackage) shapeName(s *typeconv.Shape, at token.Pos) (string, bool) {
	prefix := strings.TrimRight(s.Hint, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-~")
	rest := s.Hint[len(prefix):]
	dot := strings.LastIndexByte(rest, '.')
	if dot < 0 {
		return s.Hint, s.Hint != "" && p.isVisible(types.Universe.Lookup(rest), rest, at)
	}
	path, name := rest[:dot], rest[dot+1:]
	if path == p.path {
		return prefix + name, p.isVisible(p.Pkg.Scope().Lookup(name), name, at)
	}
	_, imported, ok := p.importedAs(path, at)
	return prefix + imported + "." + name, ok
}

// fieldTypeName writes the type of a field as the file around n would.
func (p *busPackage) fieldTypeName(f *contract.Field, n ast.Node) string {
	s := p.shapes().OfHint(f.ValueType())
	if name, ok := p.shapeName(s, n.Pos()); ok {
		return name
	}
	return f.ValueType()
}

// typeNameOf names the type of x in a message.
func (p *busPackage) typeNameOf(x ast.Expr, have *typeconv.Shape) string {
	return p.typeName(types.Default(p.TypesInfo.TypeOf(x)), have)
}

// typeName names a type by its hint, if it has one, and otherwise as Go writes
// it.
func (p *busPackage) typeName(t types.Type, s *typeconv.Shape) string {
	if s.Hint != "" {
		return s.Hint
	}
	return types.TypeString(t, types.RelativeTo(p.Pkg))
}

// withArticle puts "a" or "an" before a type's name: "an int64", "a uint64",
// "a *int64".
func withArticle(name string) string {
	if name != "" && strings.ContainsRune("aeio", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}
