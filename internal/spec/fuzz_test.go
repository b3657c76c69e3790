package spec_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/fastpluggy/eventbus/internal/gofile"
	"github.com/fastpluggy/eventbus/internal/spec"
)

// around is handwritten code that declarations may meet by their names.
const around = `package p

import (
	"cmp"
	zone "time"

	"github.com/fastpluggy/eventbus/events"
)

type (
	Address        struct{ City string }
	Holder         struct{ Login UserLogin }
	Array          [2]Holder
	Box[T any]     struct{ V T }
	Two[A, B any]  struct{ A A; B B }
	Boxed          = Box[UserLogin]
	Pairs          Two[int, UserLogin]
	Func           func()
	Behind         Func
	Number         interface{ ~int | ~int64 }
	Numbers        Number
	Comparable     comparable
	Fault          error
	Instant        = zone.Time
	Elsewhere      = cmp.Ordered
	Length         zone.Duration
	lower          int
)

func (UserLogin) UserID() {}

func decodeAppReady() {}

const prefix = "app" + "."
`

// seeds are hints, names and texts that have been at fault, or might be.
var seeds = []struct{ name, goName, key, hint, comment string }{
	{"user.login", "", "user_id", "int64", " the account"},
	{"user.login", "Login", "user_id", "*[]map[string]net/netip.Addr", "evgen:name ID"},
	{"app.ready", "", "a", "Address", ""},
	{"address", "", "a", "Instant", ""},
	{"user.login", "", "a", "Holder", ""},
	{"user.login", "", "a", "Array", ""},
	{"user.login", "", "a", "Boxed", ""},
	{"user.login", "", "a", "Pairs", ""},
	{"user.login", "", "a", "UserLogin", ""},
	{"user.login", "", "a", "*UserLogin", ""},
	{"a.b", "", "a", "Box", ""},
	{"a.b", "", "a", "Func", ""},
	{"a.b", "", "a", "Behind", ""},
	{"a.b", "", "a", "Number", ""},
	{"a.b", "", "a", "[]Numbers", ""},
	{"a.b", "", "a", "*Comparable", ""},
	{"a.b", "", "a", "Fault", ""},
	{"a.b", "", "a", "Elsewhere", ""},
	{"a.b", "", "a", "map[string]Length", ""},
	{"a.b", "", "a", "p.Address", ""},
	{"a.b", "", "a", "github.com/fastpluggy/eventbus/events.Bus", ""},
	{"a.b", "", "a", "github.com/fastpluggy/eventbus/typed.Topic", ""},
	{"a.b", "", "a", "time.Nothing", ""},
	{"a.b", "String", "a", "any", "evgen:name String"},
	{"a.b", "encodeX", "a", "byte", "evgen:name a b"},
	{"2fa", "X2FA", "2fa", "int", "evgen:name TwoFA"},
	{"a b", "", "-", "func()", "\n}}}\nvar x = 1 /*"},
	{"\x00", "type", "type", "[8]int", "go:embed x"},
	{"zone", "Zone", "zone", "time.Duration", "line x:1"},
}

// FuzzDeclaration holds that a declaration either fails with a place, or gives
// code that compiles: whatever is written in it, and whatever stands beside it.
func FuzzDeclaration(f *testing.F) {
	for i, s := range seeds {
		f.Add(s.name, s.goName, s.key, s.hint, s.comment, i%2 == 0)
	}
	warm(f)
	f.Fuzz(func(t *testing.T, name, goName, key, hint, comment string, listens bool) {
		list := "Emits"
		if listens {
			list = "Listens"
		}
		judge(t, around+fmt.Sprintf("\nvar %s = []events.EventSpec{{Name: %q, GoName: %q, Description: %q, Payload: events.Schema{\n\t%q: %q, //%s\n\t\"other\": \"int\",\n}}, {Name: \"other.event\"}}\n",
			list, name, goName, comment, key, hint, comment))
	})
}

// FuzzSource is the same for files of any content.
func FuzzSource(f *testing.F) {
	for _, src := range []string{
		around + "var Emits, Listens = []events.EventSpec{{Name: prefix + \"a\"}}, []events.EventSpec{{Name: \"b\"}}",
		around + "var Emits = []events.EventSpec{spec, {\"a.b\", `d`, schema, \"\"}}\nvar spec = events.EventSpec{Name: \"c\"}\nvar schema = events.Schema{\"a\": \"Address\", /* b */ \"b\": \"str\"}",
		"package p\nimport . \"time\"\nimport . \"github.com/fastpluggy/eventbus/events\"\nvar listens = []EventSpec{{Name: \"month\"}, {Name: \"bus\"}}\nvar _ = Now()",
		"package p\nimport \"github.com/fastpluggy/eventbus/events\"\ntype string int\nconst true = 1\nvar Emits = [...]events.EventSpec{1: {Name: \"a\", Payload: events.Schema{\"a\": \"string\"}}}",
		"package p\nimport \"github.com/fastpluggy/eventbus/events\"\ntype true bool\nvar Listens = []events.EventSpec{{Name: \"a\"}}",
		"package p\nimport typed \"github.com/fastpluggy/eventbus/events\"\nvar events = []typed.EventSpec{{Name: \"a\", Payload: typed.Schema{\"v\": \"any\", \"p\": \"time.Time\", \"d\": \"int\"}}}\nvar time, v, d int",
		"package p\nimport \"github.com/fastpluggy/eventbus/events\"\nvar Emits = list()\nfunc list() []events.EventSpec { return []events.EventSpec{{Name: \"x\"}} }",
		"package p\nimport AbTopic \"github.com/fastpluggy/eventbus/events\"\ntype A = B\ntype B = A\nvar Emits = []AbTopic.EventSpec{{Name: \"ab\", Payload: AbTopic.Schema{\"a\": \"A\"}}}",
	} {
		f.Add(src)
	}
	warm(f)
	f.Fuzz(judge)
}

// warm fills what is kept between inputs, so that the first one has no coverage
// of its own.
func warm(f *testing.F) {
	f.Helper()
	if _, err := known(); err != nil {
		f.Fatal(err)
	}
	for _, path := range used {
		if _, err := compiled(f).Import(path); err != nil {
			f.Fatal(err)
		}
	}
}

// judge loads a package with one file, and compiles it with what is generated.
func judge(t *testing.T, src string) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "source.go", src, parser.ParseComments)
	if err == nil && file.Name.Name != "p" {
		return // the go command would say so
	}
	pkgs, err := load(t, src, file)
	if list, ok := errors.AsType[spec.Errors](err); ok {
		for _, e := range list {
			if e.Pos.Filename == "" || e.Pos.Line == 0 || e.Text == "" {
				t.Errorf("an error without a place: %v\n%s", e, src)
			}
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs[0].All()) > 0 {
		compile(t, fset, file, pkgs[0])
	}
}

func load(t *testing.T, src string, file *ast.File) ([]*spec.Package, error) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "p")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(filepath.Join(dir, "source.go"), []byte(src), 0o644)); err != nil {
		t.Fatal(err)
	}
	listing, err := known()
	if err != nil {
		t.Fatal(err)
	}
	var imports []string
	if file != nil {
		for _, imp := range file.Imports {
			path, _ := strconv.Unquote(imp.Path.Value)
			imports = append(imports, path)
		}
	}
	return listing.Load(t.Context(), dir, "source.go", imports)
}

// causes matches what the compiler says of two declarations that don't go together.
var causes = regexp.MustCompile(`redeclared|already declared|recursive|same name`)

// compile fails for errors in the generated file, and for those that it causes
// in the other.
func compile(t *testing.T, fset *token.FileSet, file *ast.File, p *spec.Package) {
	t.Helper()
	out, err := gofile.File(p)
	if err != nil {
		t.Fatal(err)
	}
	generated, err := parser.ParseFile(fset, spec.FileName, out, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	before := map[string]bool{}
	for _, e := range check(t, fset, file) {
		before[e.Msg] = true
	}
	for _, e := range check(t, fset, file, generated) {
		ours := strings.HasPrefix(fset.PositionFor(e.Pos, false).String(), spec.FileName)
		caused := !before[e.Msg] && causes.MatchString(e.Msg)
		if ours || caused {
			t.Errorf("%v\n%s", e, out)
		}
	}
}

func check(t *testing.T, fset *token.FileSet, files ...*ast.File) (all []types.Error) {
	t.Helper()
	conf := types.Config{Importer: compiled(t), FakeImportC: true, Error: func(err error) {
		if e, ok := errors.AsType[types.Error](err); ok {
			all = append(all, e)
		}
	}}
	_, _ = conf.Check("p", fset, files, nil)
	return all
}

var used = []string{spec.EventsPath, spec.TypedPath, "time", "net/netip", "encoding/json", "cmp"}

var known = sync.OnceValues(func() (*spec.Listing, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	l, err := spec.List(context.Background(), dir, used...)
	return l, err
})

// exports are the files of the compiler's types, by import path.
var exports = sync.OnceValues(func() (map[string]string, error) {
	out, err := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, used...)...).Output()
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[path] = file
	}
	return files, err
})

var (
	compilers sync.Mutex
	compiler  types.Importer
)

// compiled imports what the compiler made of packages, each once.
func compiled(t testing.TB) types.Importer {
	t.Helper()
	files, err := exports()
	if err != nil {
		t.Fatal(err)
	}
	compilers.Lock()
	defer compilers.Unlock()
	if compiler == nil {
		compiler = importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
			if files[path] == "" {
				return nil, errors.New("no such package")
			}
			return os.Open(files[path])
		})
	}
	return compiler
}
