package vet

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Type reports values that are not of the declared type.
var Type = newCheck("type", `a value in a payload that is not of the declared type

It judges payloads that are written out at an untyped emit. Constants are judged
by their values. If the value converts without loss, typed listeners can read it
all the same, but untyped listeners get the value that was written. So 3 under
"int64" is reported, because it is an int. The fix converts the value, if the
conversion keeps it and the file can name the type.

	bus.Emit(ctx, "user.login", events.Payload{"user_id": 3})
	// field "user_id" of event "user.login" is declared int64 (events.go:3),
	// and 3 is an int: typed listeners get 3, untyped ones an int; write int64(3)`,
	func(c *checkRun) {
		for _, e := range c.comparedEmits {
			for _, f := range e.wrongValues {
				c.reportFinding(f)
			}
		}
	})

// wrongValue is the finding about a value that is not of the declared type, or
// nil. Even if the value converts, so that typed listeners can read it, an
// untyped listener that asserts the declared type cannot.
func (p *busPackage) wrongValue(e *comparedEmit, f contractField, x ast.Expr) *finding {
	tv := p.TypesInfo.Types[x]
	s := p.shapes()
	want := s.ofHint(f.valueType())
	if tv.IsNil() {
		return p.wrongNil(e, f, x, want)
	}
	have := s.of(types.Default(tv.Type))
	if have.name == f.Type { // a pointer for an optional field
		return nil
	}
	v := convert(have, want)
	if tv.Value != nil {
		v = convertConstant(tv.Value, have, want)
	}
	switch v {
	case unclear, identical:
		return nil
	case never:
		return newFinding(x, nil, "field %q of event %q is declared %s (%s), and %s, which no listener can read as one; %s",
			f.Name, e.name, f.valueType(), p.placeOf(e.contract), p.describeValue(x, have), passInstead(have, want))
	}
	return newFinding(x, p.conversionFix(x, have, want), "field %q of event %q is declared %s (%s), and %s: %s",
		f.Name, e.name, f.valueType(), p.placeOf(e.contract), p.describeValue(x, have), p.whatListenersGet(x, v, have, want))
}

// wrongNil is the finding about a nil that no listener can read, or nil.
func (p *busPackage) wrongNil(e *comparedEmit, f contractField, x ast.Expr, want *shape) *finding {
	switch want.kind {
	case unknown, anything, list, dict, pointer:
		return nil
	}
	if f.isOptional() {
		return nil
	}
	return newFinding(x, nil, "field %q of event %q is declared %s (%s), and no listener can read one from nil; set it, or declare it \"*%s\"",
		f.Name, e.name, f.Type, p.placeOf(e.contract), f.Type)
}

// describeValue describes a value in a message: "3 is an int", or "this is an int".
func (p *busPackage) describeValue(x ast.Expr, have *shape) string {
	name := p.typeNameOf(x, have)
	if text := types.ExprString(x); len(text) <= 24 {
		return fmt.Sprintf("%s is %s", text, withArticle(name))
	}
	return "this is " + withArticle(name)
}

// whatListenersGet says what listeners get, and what to write.
func (p *busPackage) whatListenersGet(x ast.Expr, v verdict, have, want *shape) string {
	typed := "typed listeners get one"
	if v == maybe {
		typed = "typed listeners get one only if that loses nothing"
	}
	if have.kind == str && v == maybe {
		typed = "typed listeners get one only if the text can be read as one"
	}
	if have.kind == integer && p.TypesInfo.Types[x].Value != nil {
		typed = "typed listeners get " + p.TypesInfo.Types[x].Value.String()
	}
	return fmt.Sprintf("%s, untyped ones %s; %s", typed, withArticle(p.typeNameOf(x, have)), p.whatToWrite(x, have, want))
}

func (p *busPackage) whatToWrite(x ast.Expr, have, want *shape) string {
	name, ok := p.exactConversion(x, have, want)
	if !ok {
		return "pass " + withArticle(want.name)
	}
	if text := types.ExprString(x); len(text) <= 40 {
		return fmt.Sprintf("write %s(%s)", name, text)
	}
	return fmt.Sprintf("write %s(…)", name)
}

func passInstead(have, want *shape) string {
	if have.kind == pointer && have.elem.name == want.name {
		return "pass what it points at"
	}
	return "pass " + withArticle(want.name)
}

// conversionFix offers to convert the value.
func (p *busPackage) conversionFix(x ast.Expr, have, want *shape) []analysis.SuggestedFix {
	name, ok := p.exactConversion(x, have, want)
	if !ok {
		return nil
	}
	return oneFix("Convert it to "+name, wrapIn(x, name+"(", ")")...)
}

// exactConversion returns the type's name if Go's conversion does what the bus
// does: no number changes and no text is parsed.
func (p *busPackage) exactConversion(x ast.Expr, have, want *shape) (string, bool) {
	name, ok := p.shapeName(want, x.Pos())
	exact := p.TypesInfo.Types[x].Value != nil || convert(have, want) == always
	return name, ok && exact && isConvertible(have, want)
}

// isConvertible reports whether T(x) compiles and means the same.
func isConvertible(have, want *shape) bool {
	number := func(s *shape) bool { return s.kind == integer || s.kind == float }
	switch {
	case want.text:
		return false // its own UnmarshalText may refuse some texts
	case number(have) && number(want), have.kind == boolean && want.kind == boolean, have.kind == str && want.kind == str:
		return true
	case have.kind == dict && want.kind == dict, have.kind == list && want.kind == list:
		return have.elem.name != "" && have.elem.name == want.elem.name
	}
	return false
}
