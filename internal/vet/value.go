package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/fastpluggy/eventbus/internal/convert/typeconv"
)

// checkValue reports a value that is not of the declared type. Where it
// converts, typed listeners read it all the same, but an untyped one that
// asserts the declared type does not.
func (j *judge) checkValue(u use, c *contract, f field, x ast.Expr) bool {
	tv := j.TypesInfo.Types[x]
	s := j.shapes()
	want := s.OfHint(f.elem())
	if tv.IsNil() {
		return j.checkNil(u, c, f, x, want)
	}
	have := s.Of(types.Default(tv.Type))
	if have.Hint == f.Type { // a pointer for an optional field
		return true
	}
	v := typeconv.Compare(have, want)
	if tv.Value != nil {
		v = typeconv.CompareConstant(tv.Value, have, want)
	}
	switch v {
	case typeconv.Unclear, typeconv.Identical:
		return true
	case typeconv.Never:
		j.value(x, nil, "field %q of event %q is declared %s (%s), and %s, which no listener can read as one; %s",
			f.Name, u.name, f.elem(), j.where(c), j.thing(x, have), instead(have, want))
		return false
	}
	j.value(x, j.conversion(x, have, want), "field %q of event %q is declared %s (%s), and %s: %s",
		f.Name, u.name, f.elem(), j.where(c), j.thing(x, have), j.outcome(x, v, have, want))
	return false
}

func (j *judge) value(n ast.Node, fixes []analysis.SuggestedFix, format string, args ...any) {
	j.report(n, "type", fixes, format, args...)
}

// checkNil reports a nil that no listener can read.
func (j *judge) checkNil(u use, c *contract, f field, x ast.Expr, want *typeconv.Shape) bool {
	switch want.Kind {
	case typeconv.KindUnknown, typeconv.KindAny, typeconv.KindList, typeconv.KindMap, typeconv.KindPointer:
		return true
	}
	if f.optional() {
		return true
	}
	j.value(x, nil, "field %q of event %q is declared %s (%s), and no listener can read one from nil; set it, or declare it \"*%s\"",
		f.Name, u.name, f.Type, j.where(c), f.Type)
	return false
}

func (j *judge) shapes() *typeconv.Shapes { return newShapes(j.Pkg, j.TypesSizes) }

// thing names a value in a message: "3, which is an int", or what it is.
func (j *judge) thing(x ast.Expr, have *typeconv.Shape) string {
	name := j.typeName(x, have)
	if text := types.ExprString(x); len(text) <= 24 {
		return fmt.Sprintf("%s is %s", text, article(name))
	}
	return "this is " + article(name)
}

// outcome says what listeners get, and what to write.
func (j *judge) outcome(x ast.Expr, v typeconv.Verdict, have, want *typeconv.Shape) string {
	typed := "typed listeners get one"
	if v == typeconv.Sometimes {
		typed = "typed listeners get one only where that loses nothing"
	}
	if have.Kind == typeconv.KindString && v == typeconv.Sometimes {
		typed = "typed listeners get one only where the text can be read as one"
	}
	if have.Kind == typeconv.KindInteger && j.TypesInfo.Types[x].Value != nil {
		typed = "typed listeners get " + j.TypesInfo.Types[x].Value.String()
	}
	return fmt.Sprintf("%s, untyped ones %s; %s", typed, article(j.typeName(x, have)), j.remedy(x, have, want))
}

// remedy says what to write.
func (j *judge) remedy(x ast.Expr, have, want *typeconv.Shape) string {
	name, ok := j.cast(x, have, want)
	if !ok {
		return "pass " + article(want.Hint)
	}
	if text := types.ExprString(x); len(text) <= 40 {
		return fmt.Sprintf("write %s(%s)", name, text)
	}
	return fmt.Sprintf("write %s(…)", name)
}

func instead(have, want *typeconv.Shape) string {
	if have.Kind == typeconv.KindPointer && have.Elem.Hint == want.Hint {
		return "pass what it points at"
	}
	return "pass " + article(want.Hint)
}

// conversion offers to convert the value.
func (j *judge) conversion(x ast.Expr, have, want *typeconv.Shape) []analysis.SuggestedFix {
	name, ok := j.cast(x, have, want)
	if !ok {
		return nil
	}
	return fix("Convert it to "+name, wrap(x, name+"(", ")")...)
}

// cast returns the type's name where Go's conversion does what the bus does: no
// number changes and no text is read.
func (j *judge) cast(x ast.Expr, have, want *typeconv.Shape) (string, bool) {
	name, ok := j.spelling(want, x.Pos())
	exact := j.TypesInfo.Types[x].Value != nil || typeconv.Compare(have, want) == typeconv.Always
	return name, ok && exact && castable(have, want)
}

// castable reports whether T(x) compiles and means the same.
func castable(have, want *typeconv.Shape) bool {
	number := func(s *typeconv.Shape) bool { return s.Kind == typeconv.KindInteger || s.Kind == typeconv.KindFloat }
	switch {
	case want.ReadsText:
		return false // its own reader may refuse some texts
	case number(have) && number(want), have.Kind == typeconv.KindBool && want.Kind == typeconv.KindBool, have.Kind == typeconv.KindString && want.Kind == typeconv.KindString:
		return true
	case have.Kind == typeconv.KindMap && want.Kind == typeconv.KindMap, have.Kind == typeconv.KindList && want.Kind == typeconv.KindList:
		return have.Elem.Hint != "" && have.Elem.Hint == want.Elem.Hint
	}
	return false
}

// spelling writes a type as the file around at would, if it can without a new
// import.
func (j *judge) spelling(s *typeconv.Shape, at token.Pos) (string, bool) {
	prefix := strings.TrimRight(s.Hint, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-~")
	rest := s.Hint[len(prefix):]
	dot := strings.LastIndexByte(rest, '.')
	if dot < 0 {
		return s.Hint, s.Hint != "" && j.visible(types.Universe.Lookup(rest), rest, at)
	}
	path, name := rest[:dot], rest[dot+1:]
	if path == j.path {
		return prefix + name, j.visible(j.Pkg.Scope().Lookup(name), name, at)
	}
	_, imported, ok := j.importName(path, at)
	return prefix + imported + "." + name, ok
}

// typeName names the type of x in a message.
func (j *judge) typeName(x ast.Expr, have *typeconv.Shape) string {
	return j.nameOf(types.Default(j.TypesInfo.TypeOf(x)), have)
}

// nameOf names a type by its hint where it has one, else as Go writes it.
func (j *judge) nameOf(t types.Type, s *typeconv.Shape) string {
	if s.Hint != "" {
		return s.Hint
	}
	return types.TypeString(t, types.RelativeTo(j.Pkg))
}

// article puts "a" or "an" before a type's name.
func article(name string) string {
	word := strings.TrimLeft(name, "*[]")
	if strings.HasPrefix(word, "int") || strings.HasPrefix(word, "any") {
		if word == name {
			return "an " + name
		}
	}
	return "a " + name
}
