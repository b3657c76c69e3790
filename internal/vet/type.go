package vet

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/convert/typeconv"
)

// Type reports values that are not of the declared type.
var Type = newCheck("type", `a value in a payload that is not of the declared type

It judges the payloads of untyped emits that the check key judges. Constants are
judged by their values. If the value converts without loss, typed listeners can
read it all the same, but untyped listeners get the value that was written. So 3
under "int64" is reported, because it is an int. The fix converts the value, if
the conversion keeps it and the file can name the type.

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
func (p *busPackage) wrongValue(e *comparedEmit, f *contract.Field, x ast.Expr) *finding {
	tv := p.TypesInfo.Types[x]
	s := p.shapes()
	want := s.OfHint(f.ValueType())
	if tv.IsNil() {
		return p.wrongNil(e, f, x, want)
	}
	have := s.Of(types.Default(tv.Type))
	if have.Hint == f.Type { // a pointer for an optional field
		return nil
	}
	v := typeconv.Compare(have, want)
	if tv.Value != nil {
		v = typeconv.CompareConstant(tv.Value, have, want)
	}
	switch v {
	case typeconv.Unclear, typeconv.Identical:
		return nil
	case typeconv.Never:
		return newFinding(x, nil, "field %q of event %q is declared %s (%s), and %s, which no listener can read as one; %s",
			f.Name, e.name, f.ValueType(), p.placeOf(e.declared), p.describeValue(x, have), passInstead(have, want))
	}
	return newFinding(x, p.conversionFix(x, have, want), "field %q of event %q is declared %s (%s), and %s: %s",
		f.Name, e.name, f.ValueType(), p.placeOf(e.declared), p.describeValue(x, have), p.whatListenersGet(x, v, have, want))
}

// wrongNil is the finding about a nil that no listener can read, or nil.
func (p *busPackage) wrongNil(e *comparedEmit, f *contract.Field, x ast.Expr, want *typeconv.Shape) *finding {
	switch want.Kind {
	case typeconv.KindUnknown, typeconv.KindAny, typeconv.KindList, typeconv.KindMap, typeconv.KindPointer:
		return nil
	}
	if f.IsOptional() {
		return nil
	}
	return newFinding(x, nil, "field %q of event %q is declared %s (%s), and no listener can read one from nil; set it, or declare it \"*%s\"",
		f.Name, e.name, f.Type, p.placeOf(e.declared), f.Type)
}

// describeValue describes a value in a message: "3 is an int", or "this is an int".
func (p *busPackage) describeValue(x ast.Expr, have *typeconv.Shape) string {
	name := p.typeNameOf(x, have)
	if text := types.ExprString(x); len(text) <= 24 {
		return fmt.Sprintf("%s is %s", text, withArticle(name))
	}
	return "this is " + withArticle(name)
}

// whatListenersGet says what listeners get, and what to write.
func (p *busPackage) whatListenersGet(x ast.Expr, v typeconv.Verdict, have, want *typeconv.Shape) string {
	typed := "typed listeners get one"
	if v == typeconv.Sometimes {
		typed = "typed listeners get one only if that loses nothing"
	}
	if have.Kind == typeconv.KindPointer {
		typed = "typed listeners get one only if it is not nil"
	}
	if have.Kind == typeconv.KindString && v == typeconv.Sometimes {
		typed = "typed listeners get one only if the text can be read as one"
	}
	if have.Kind == typeconv.KindInteger && p.TypesInfo.Types[x].Value != nil {
		typed = "typed listeners get " + p.TypesInfo.Types[x].Value.String()
	}
	return fmt.Sprintf("%s, untyped ones %s; %s", typed, withArticle(p.typeNameOf(x, have)), p.whatToWrite(x, have, want))
}

func (p *busPackage) whatToWrite(x ast.Expr, have, want *typeconv.Shape) string {
	name, ok := p.exactConversion(x, have, want)
	if !ok {
		return passInstead(have, want)
	}
	if text := types.ExprString(x); len(text) <= 40 {
		return fmt.Sprintf("write %s(%s)", name, text)
	}
	return fmt.Sprintf("write %s(…)", name)
}

func passInstead(have, want *typeconv.Shape) string {
	if have.Kind == typeconv.KindPointer && have.Elem.Hint == want.Hint {
		return "pass what it points at"
	}
	return "pass " + withArticle(want.Hint)
}

// conversionFix offers to convert the value.
func (p *busPackage) conversionFix(x ast.Expr, have, want *typeconv.Shape) []analysis.SuggestedFix {
	name, ok := p.exactConversion(x, have, want)
	if !ok {
		return nil
	}
	return oneFix("Convert it to "+name, wrapIn(x, name+"(", ")")...)
}

// exactConversion returns the type's name if Go's conversion does what the bus
// does: no number changes and no text is parsed.
func (p *busPackage) exactConversion(x ast.Expr, have, want *typeconv.Shape) (string, bool) {
	name, ok := p.shapeName(want, x.Pos())
	exact := p.TypesInfo.Types[x].Value != nil || typeconv.Compare(have, want) == typeconv.Always
	return name, ok && exact && isConvertible(have, want)
}

// neverConverts reports whether no listener can read a constant as the wanted type.
func neverConverts(v constant.Value, have, want *typeconv.Shape) bool {
	return typeconv.CompareConstant(v, have, want) == typeconv.Never
}

// isConvertible reports whether T(x) compiles and means the same.
func isConvertible(have, want *typeconv.Shape) bool {
	number := func(s *typeconv.Shape) bool { return s.Kind == typeconv.KindInteger || s.Kind == typeconv.KindFloat }
	switch {
	case want.ReadsText:
		return false // its own UnmarshalText may refuse some texts
	case number(have) && number(want), have.Kind == typeconv.KindBool && want.Kind == typeconv.KindBool, have.Kind == typeconv.KindString && want.Kind == typeconv.KindString:
		return true
	case have.Kind == typeconv.KindMap && want.Kind == typeconv.KindMap, have.Kind == typeconv.KindList && want.Kind == typeconv.KindList:
		return have.Elem.Hint != "" && have.Elem.Hint == want.Elem.Hint
	}
	return false
}
