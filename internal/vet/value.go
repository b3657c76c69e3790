package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// checkValue reports a value that is not of the declared type. Where it
// converts, typed listeners read it all the same, but an untyped one that
// asserts the declared type does not.
func (j *judge) checkValue(u use, c *contract, f field, x ast.Expr) bool {
	tv := j.TypesInfo.Types[x]
	s := j.shapes()
	want := s.ofHint(f.elem())
	if tv.IsNil() {
		return j.checkNil(u, c, f, x, want)
	}
	have := s.of(types.Default(tv.Type))
	if have.name == f.Type { // a pointer for an optional field
		return true
	}
	v := verdictOn(have, want)
	if tv.Value != nil {
		v = convertConstant(tv.Value, have, want)
	}
	switch v {
	case unclear, identical:
		return true
	case never:
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
func (j *judge) checkNil(u use, c *contract, f field, x ast.Expr, want *shape) bool {
	switch want.kind {
	case unknown, anything, list, dict, pointer:
		return true
	}
	if f.optional() {
		return true
	}
	j.value(x, nil, "field %q of event %q is declared %s (%s), and no listener can read one from nil; set it, or declare it \"*%s\"",
		f.Name, u.name, f.Type, j.where(c), f.Type)
	return false
}

func (j *judge) shapes() *shapes { return &shapes{pkg: j.Pkg, sizes: j.TypesSizes} }

// thing names a value in a message: "3, which is an int", or what it is.
func (j *judge) thing(x ast.Expr, have *shape) string {
	name := j.typeName(x, have)
	if text := types.ExprString(x); len(text) <= 24 {
		return fmt.Sprintf("%s is %s", text, article(name))
	}
	return "this is " + article(name)
}

// outcome says what listeners get, and what to write.
func (j *judge) outcome(x ast.Expr, v verdict, have, want *shape) string {
	typed := "typed listeners get one"
	if v == maybe {
		typed = "typed listeners get one only where that loses nothing"
	}
	if have.kind == str && v == maybe {
		typed = "typed listeners get one only where the text can be read as one"
	}
	if have.kind == integer && j.TypesInfo.Types[x].Value != nil {
		typed = "typed listeners get " + j.TypesInfo.Types[x].Value.String()
	}
	return fmt.Sprintf("%s, untyped ones %s; %s", typed, article(j.typeName(x, have)), j.remedy(x, have, want))
}

// remedy says what to write.
func (j *judge) remedy(x ast.Expr, have, want *shape) string {
	name, ok := j.cast(x, have, want)
	if !ok {
		return "pass " + article(want.name)
	}
	if text := types.ExprString(x); len(text) <= 40 {
		return fmt.Sprintf("write %s(%s)", name, text)
	}
	return fmt.Sprintf("write %s(…)", name)
}

func instead(have, want *shape) string {
	if have.kind == pointer && have.elem.name == want.name {
		return "pass what it points at"
	}
	return "pass " + article(want.name)
}

// conversion offers to convert the value.
func (j *judge) conversion(x ast.Expr, have, want *shape) []analysis.SuggestedFix {
	name, ok := j.cast(x, have, want)
	if !ok {
		return nil
	}
	return fix("Convert it to "+name, wrap(x, name+"(", ")")...)
}

// cast returns the type's name where Go's conversion does what the bus does: no
// number changes and no text is read.
func (j *judge) cast(x ast.Expr, have, want *shape) (string, bool) {
	name, ok := j.spelling(want, x.Pos())
	exact := j.TypesInfo.Types[x].Value != nil || verdictOn(have, want) == always
	return name, ok && exact && castable(have, want)
}

// castable reports whether T(x) compiles and means the same.
func castable(have, want *shape) bool {
	number := func(s *shape) bool { return s.kind == integer || s.kind == float }
	switch {
	case want.text:
		return false // its own reader may refuse some texts
	case number(have) && number(want), have.kind == boolean && want.kind == boolean, have.kind == str && want.kind == str:
		return true
	case have.kind == dict && want.kind == dict, have.kind == list && want.kind == list:
		return have.elem.name != "" && have.elem.name == want.elem.name
	}
	return false
}

// spelling writes a type as the file around at would, if it can without a new
// import.
func (j *judge) spelling(s *shape, at token.Pos) (string, bool) {
	prefix := strings.TrimRight(s.name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-~")
	rest := s.name[len(prefix):]
	dot := strings.LastIndexByte(rest, '.')
	if dot < 0 {
		return s.name, s.name != "" && j.visible(types.Universe.Lookup(rest), rest, at)
	}
	path, name := rest[:dot], rest[dot+1:]
	if path == j.path {
		return prefix + name, j.visible(j.Pkg.Scope().Lookup(name), name, at)
	}
	_, imported, ok := j.importName(path, at)
	return prefix + imported + "." + name, ok
}

// typeName names the type of x in a message.
func (j *judge) typeName(x ast.Expr, have *shape) string {
	return j.nameOf(types.Default(j.TypesInfo.TypeOf(x)), have)
}

// nameOf names a type by its hint where it has one, else as Go writes it.
func (j *judge) nameOf(t types.Type, s *shape) string {
	if s.name != "" {
		return s.name
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
