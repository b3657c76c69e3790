package spec_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// Calls of Emit and EmitWait are found as listeners are; calls whose name is not constant
// are counted.
func TestWaysToEmit(t *testing.T) {
	for _, tt := range []struct {
		line, want, unknown, reason string
	}{
		{`b.Emit(ctx, "user.login", p)`, "Emit user.login", "", "a literal"},
		{`b.As("x").EmitWait(ctx, "user.login", p, o)`, "EmitWait user.login", "", "one that waits"},
		{`_ = b.Emit(ctx, name, nil)`, "Emit const.name", "", "a constant"},
		{`b.Emit(ctx, name+".more", nil)`, "Emit const.name.more", "", "put together of constants"},
		{`b.Emit(ctx, joined, nil)`, "Emit const.name.joined", "", "a constant that is put together"},
		{`b.Emit(ctx, string(typ), nil)`, "Emit typed.name", "", "a constant with a type"},
		{`const own = name + ".own"; b.Emit(ctx, own, nil)`, "Emit const.name.own", "", "a constant of the function"},
		{`UserLoginTopic.Emit(ctx, b, v)`, "Emit user.login", "", "a topic of a spec"},
		{`byHand.EmitWait(ctx, b, v)`, "EmitWait const.name", "", "a topic by hand"},
		{`typed.NewTopic[T]("on.spot").Emit(ctx, b, v)`, "Emit on.spot", "", "one made on the spot"},
		{`go func() { b.Emit(ctx, "user.login", p) }()`, "Emit user.login", "", "in a goroutine"},
		{`for range 3 { if err := b.Emit(ctx, "user.login", p); err != nil { return } }`, "Emit user.login", "", "in a loop"},

		{`own := "user.login"; b.Emit(ctx, own, p)`, "Emit user.login", "", "a variable that is set once"},
		{`var own = name; b.Emit(ctx, own+".x", p)`, "Emit const.name.x", "", "another one"},
		{`for _, own := range []string{"user.login"} { b.Emit(ctx, own, p) }`, "Emit user.login", "", "a loop over a list"},
		{`t := typed.NewTopic[T](name); t.Emit(ctx, b, v)`, "Emit const.name", "", "a topic of the function"},

		{`b.Emit(ctx, x, p)`, "", "Emit", "a variable"},
		{`own := "user.login"; if x { own = "user.logout" }; b.Emit(ctx, own, p)`, "", "Emit", "a variable that is set twice"},
		{`own := "user.login"; set(&own); b.Emit(ctx, own, p)`, "", "Emit", "one whose address is taken"},
		{`own, err := f(); b.Emit(ctx, own, p)`, "", "Emit", "one of several results"},
		{`for own := range x { b.Emit(ctx, own, p) }`, "", "Emit", "the key of a loop"},
		{`for _, own := range x { b.Emit(ctx, own, p) }`, "", "Emit", "a loop over something else"},
		{`for _, own := range []string{"user.login", x} { b.Emit(ctx, own, p) }`, "", "Emit", "a loop over a list that is not constant"},
		{`func() { name := "a.b"; _ = name }(); b.Emit(ctx, name, p)`, "", "Emit", "the name of a constant of the package"},
		{`b.Emit(ctx, "user."+x, p)`, "", "Emit", "put together with a variable"},
		{`b.Emit(ctx, fmt.Sprint("a"), p)`, "", "Emit", "a call"},
		{`b.On(x, h)`, "", "On", "a listener"},
		{`b.OnNamespace(x.y, h)`, "", "OnNamespace", "of a namespace"},
		{`for e := range b.Stream(ctx, x) { _ = e }`, "", "Stream", "a loop"},
		{`unknown.Emit(ctx, b, v)`, "", "Emit", "a topic that is not known"},
		{`const own = "a.b"; func(own string) { b.Emit(ctx, own, p) }("")`, "", "Emit", "two of one name"},
		{`b.Emit(ctx, cycle, p)`, "", "Emit", "constants that lead to each other"},
		{`b.Emit(ctx, T("user.login"), p)`, "", "Emit", "a call that may be anything"},
		{`const loop = loop; b.Emit(ctx, loop, p)`, "", "Emit", "one that leads to itself"},

		{`b.Emit(ctx, "not a name", p)`, "", "", "a method of something else"},
		{`b.Emit(ctx, "user.login")`, "", "", "a method with two arguments"},
		{`b.On(5, h)`, "", "", "a number"},
		{`b.On(func() {}, h)`, "", "", "a function"},
		{`Emit(ctx, "user.login", p)`, "", "", "a function"},
	} {
		dir, pkgs := program(t, "p user.login\n-- p/p.go --\n"+head+`
const name, joined, typ = "const.name", name + ".joined", T("typed.name")
var byHand = typed.NewTopic[T](name)
func f() {
`+tt.line+"\n}\n-- p/q.go --\npackage p\nconst cycle, more = more, cycle\n")
		uses, err := spec.FindUses(context.Background(), dir, pkgs)
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range []struct {
			uses []spec.Use
			want string
		}{{uses.Emits, tt.want}, {uses.Unknown, tt.unknown}} {
			var want []string
			if list.want != "" {
				want = []string{"p/p.go:7 " + list.want}
			}
			if diff := cmp.Diff(want, useLines(list.uses)); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", tt.line, tt.reason, diff)
			}
		}
	}
}
