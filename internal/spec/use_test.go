package spec_test

import (
	"context"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// program writes an archive of Go files and returns its packages, one a folder,
// as declared by the archive's comment: "auth user.login" has one event.
func program(t *testing.T, text string) (dir string, pkgs []*spec.Package) {
	t.Helper()
	dir = t.TempDir()
	ar := txtar.Parse([]byte(text))
	byName := map[string]*spec.Package{}
	for _, f := range ar.Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		name := filepath.Dir(f.Name)
		if byName[name] == nil {
			byName[name] = &spec.Package{Path: "example.com/app/" + name, Name: name, Dir: filepath.Dir(path)}
			pkgs = append(pkgs, byName[name])
		}
	}
	for line := range strings.Lines(string(ar.Comment)) {
		if name, event, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			goName, _ := eventname.GoName(event)
			byName[name].Events = append(byName[name].Events, &spec.Event{Event: contract.Event{Name: event, GoName: goName}})
		}
	}
	return dir, pkgs
}

// found is what Find says, one a line: "audit/a.go:5 On user.login".
func found(t *testing.T, dir string, pkgs []*spec.Package) (lines []string) {
	t.Helper()
	uses, err := spec.FindUses(context.Background(), dir, pkgs)
	if err != nil {
		t.Fatal(err)
	}
	return useLines(uses.Listeners)
}

func useLines(list []spec.Use) (lines []string) {
	for _, u := range list {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s:%d %s %s", u.Place.File, u.Place.Line, u.How, u.Name)))
	}
	return lines
}

const head = `package p
import "github.com/fastpluggy/eventbus/events"
`

func TestWaysToListen(t *testing.T) {
	for _, tt := range []struct {
		line, want, reason string
	}{
		{`b.On("user.login", h)`, "On user.login", "a literal"},
		{"b.On((`user.login`), h)", "On user.login", "a raw one, in parentheses"},
		{`env.Events().As("x").On("user.login", h, o)`, "On user.login", "whatever leads to the bus"},
		{`b.On(name, h)`, "On const.name", "a constant"},
		{`for e := range b.Stream(ctx, "user.login") { _ = e }`, "Stream user.login", "the second argument"},
		{`b.OnNamespace("user", h)`, "OnNamespace user", "a prefix"},
		{`b.OnAny(h)`, "OnAny", "everything"},
		{`UserLoginTopic.On(b, h)`, "On user.login", "a topic of a spec"},
		{`UserLoginTopic.OnEvent(b, h)`, "OnEvent user.login", "with all of the event"},
		{`for e := range UserLoginTopic.Stream(ctx, b) { _ = e }`, "Stream user.login", "as a loop"},
		{`byHand.On(b, h)`, "On hand.made", "a topic by hand"},
		{`typed.NewTopic[T]("on.spot").On(b, h)`, "On on.spot", "one made on the spot"},
		{`func() { b.On("user.login", h) }()`, "On user.login", "in a function in a function"},

		{`b.On("user."+x, h)`, "", "put together"},
		{`b.On(x, h)`, "", "a variable"},
		{`b.On("not a name", h)`, "", "a method of something else"},
		{`b.On("user.login")`, "", "a method with one argument"},
		{`b.OnAny()`, "", "a method with none"},
		{`b.Emit(ctx, "user.login", nil)`, "", "an emit"},
		{`UserLoginTopic.Emit(ctx, b, v)`, "", "a typed emit"},
		{`On("user.login", h)`, "", "a function"},
		{`UnknownTopic.On(b, h)`, "", "a variable that is not a topic"},
		{`name := x(); b.On(name, h)`, "", "a local variable hides the constant"},
		{`for _, name := range x { b.On(name, h) }`, "", "so does that of a loop"},
		{`func(name string) { b.On(name, h) }("")`, "", "so does a parameter"},
		{`var UserLoginTopic = x; UserLoginTopic.On(b, h)`, "", "a local variable hides the topic"},
	} {
		dir, pkgs := program(t, "p user.login\n-- p/p.go --\n"+head+"const name = \"const.name\"\nvar byHand = typed.NewTopic[T](\"hand.made\")\nfunc f() {\n"+tt.line+"\n}\n")
		var want []string
		if tt.want != "" {
			want = []string{"p/p.go:6 " + tt.want}
		}
		if diff := cmp.Diff(want, found(t, dir, pkgs)); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", tt.line, tt.reason, diff)
		}
	}
}

func TestTopicsAndConstantsOfAnotherPackage(t *testing.T) {
	dir, pkgs := program(t, `auth user.login
-- auth/a.go --
package auth
const Login = "user.login"
var Made = typed.Generated("user.made", x)
-- audit/a.go --
package audit
import "github.com/fastpluggy/eventbus/events"
import "example.com/app/auth"
func f(b *events.Bus) {
	auth.UserLoginTopic.On(b, h)
	auth.Made.OnEvent(b, h)
	b.On(auth.Login, h)
	b.On(auth.Unknown, h)
	p.auth.UserLoginTopic.On(b, h)
}
func g(auth *plugin) { auth.UserLoginTopic.On(b, h) }
-- mail/m.go --
package mail
import "github.com/fastpluggy/eventbus/events"
import users "example.com/app/auth"
var _ = users.UserLoginTopic.On(b, h)
var _ = auth.UserLoginTopic.On(b, h)
`)
	want := []string{"audit/a.go:5 On user.login", "audit/a.go:7 On user.login", "audit/a.go:6 OnEvent user.made", "mail/m.go:4 On user.login"}
	if diff := cmp.Diff(want, found(t, dir, pkgs)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFilesThatCount(t *testing.T) {
	const on = "func f() { b.On(\"user.login\", h) }\n"
	dir, pkgs := program(t, `
-- p/a_test.go --
`+head+on+`
-- p/ignored.go --
//go:build ignore

`+head+on+`
-- p/other.go --
package other
`+on+`
-- p/plan9.go --
//go:build plan9 && !ignore

`+head+on+`
-- p/x_windows.go --
`+head+on+`
-- p/broken.go --
`+head+on+`func broken( {
-- quiet/q.go --
package quiet
import "example.com/other"
`+on)
	want := []string{"p/broken.go:3 On user.login", "p/plan9.go:5 On user.login", "p/x_windows.go:3 On user.login"}
	if diff := cmp.Diff(want, found(t, dir, pkgs)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFoldersWithSignsOfPatterns(t *testing.T) {
	dir, pkgs := program(t, "-- a[b]/p/p.go --\n"+head+"func f() { b.On(\"user.login\", h) }\n")
	pkgs[0].Name = "p"
	if diff := cmp.Diff([]string{"a[b]/p/p.go:3 On user.login"}, found(t, dir, pkgs)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestListensCounts(t *testing.T) {
	dir, pkgs := program(t, "-- p/p.go --\n"+head)
	pkgs[0].Listens = []*spec.Event{{Event: contract.Event{Name: "user.login", GoName: "UserLogin"}, Pos: token.Position{Filename: "p/e.go", Line: 7, Column: 9}}}
	if diff := cmp.Diff([]string{"p/e.go:7 Listens user.login"}, found(t, dir, pkgs)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheSameSourceGivesTheSameList(t *testing.T) {
	dir, pkgs := program(t, "-- p/p.go --\n"+head+"func f() { b.On(\"a.b\", h); b.On(\"a.a\", h) }\n-- p/a.go --\n"+head+"func g() { b.On(\"a.b\", h) }\n")
	want := []string{"p/p.go:3 On a.a", "p/a.go:3 On a.b", "p/p.go:3 On a.b"}
	for range 10 {
		slices.Reverse(pkgs)
		if diff := cmp.Diff(want, found(t, dir, pkgs)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	}
}

func TestReceives(t *testing.T) {
	for _, tt := range []struct {
		listener spec.Use
		name     string
		want     bool
	}{
		{spec.Use{How: spec.On, Name: "user.login"}, "user.login", true},
		{spec.Use{How: spec.On, Name: "user.login"}, "user.login.x", false},
		{spec.Use{How: spec.OnNamespace, Name: "user"}, "user.login", true},
		{spec.Use{How: spec.OnNamespace, Name: "user"}, "user.profile.changed", true},
		{spec.Use{How: spec.OnNamespace, Name: "user"}, "user", false},
		{spec.Use{How: spec.OnNamespace, Name: "user"}, "users.login", false},
		{spec.Use{How: spec.OnAny}, "user.login", true},
	} {
		if got := tt.listener.Receives(tt.name); got != tt.want {
			t.Errorf("%s %s receives %s: %v", tt.listener.How, tt.listener.Name, tt.name, got)
		}
	}
}
