package typehint_test

import (
	"errors"
	"go/format"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

func TestCanonicalForm(t *testing.T) {
	for _, tt := range []struct{ hint, want, reason string }{
		{"int", "int", "basic types are canonical"},
		{"any", "any", "any is a basic type"},
		{"str", "string", "alias"},
		{"float", "float64", "alias"},
		{"dict", "map[string]any", "alias"},
		{"list", "[]any", "alias"},
		{"datetime", "time.Time", "alias"},
		{"bytes", "[]byte", "alias"},
		{"rune", "int32", "one type with two names"},
		{"byte", "uint8", "one type with two names"},
		{"[]uint8", "[]byte", "a slice of bytes is written as people write it"},
		{"[][]uint8", "[][]byte", "at any depth"},
		{"map[string]byte", "map[string]uint8", "only in slices"},
		{"*str", "*string", "optional"},
		{"*[]datetime", "*[]time.Time", "aliases stand inside too"},
		{"map[string][]dict", "map[string][]map[string]any", "maps and slices nest"},
		{"User", "User", "a type of the hint's own package stays bare"},
		{"net/netip.Addr", "net/netip.Addr", "standard library"},
		{"gopkg.in/yaml.v3.Node", "gopkg.in/yaml.v3.Node", "dots on both sides of the split"},
		{"github.com/99designs/gqlgen/graphql.Upload", "github.com/99designs/gqlgen/graphql.Upload", "an element that begins with a digit"},
		{"github.com/go-foo/bar.T", "github.com/go-foo/bar.T", "an element that begins with a keyword"},
		{"github.com/BurntSushi/toml.Key", "github.com/BurntSushi/toml.Key", "upper case after the host"},
		{"git.sr.ht/~a/b.T", "git.sr.ht/~a/b.T", "tilde"},
		{"[][][][][][][]dict", "[][][][][][][]map[string]any", "eight levels, the alias included"},
	} {
		got, err := typehint.Canonical(tt.hint)
		if err != nil || got != tt.want {
			t.Errorf("Canonical(%q) = %q, %v; want %q: %s", tt.hint, got, err, tt.want, tt.reason)
		}
	}
}

func TestParseTree(t *testing.T) {
	addr := &typehint.Type{Kind: typehint.Named, Path: "net/netip", Name: "Addr"}
	for text, want := range map[string]*typehint.Type{
		"int":                  {Kind: typehint.Basic, Name: "int"},
		"User":                 {Kind: typehint.Named, Name: "User"},
		"net/netip.Addr":       addr,
		"*[]net/netip.Addr":    {Kind: typehint.Optional, Elem: &typehint.Type{Kind: typehint.List, Elem: addr}},
		"map[string]byte":      {Kind: typehint.Map, Elem: &typehint.Type{Kind: typehint.Basic, Name: "uint8"}},
		"bytes":                {Kind: typehint.List, Elem: &typehint.Type{Kind: typehint.Basic, Name: "uint8"}},
		"gopkg.in/yaml.v3.Foo": {Kind: typehint.Named, Path: "gopkg.in/yaml.v3", Name: "Foo"},
	} {
		got, err := typehint.Parse(text)
		if err != nil {
			t.Errorf("Parse(%q): %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", text, diff)
		}
	}
}

// hostile hints and a word of the reason that each must give.
var hostile = []struct{ hint, reason string }{
	{"func()", "functions are not data"},
	{"func(){panic(1)}()", "functions are not data"},
	{"[]func(int)", "functions are not data"},
	{"func", "functions are not data"},
	{"chan int", "channels are not data"},
	{"<-chan int", "channels are not data"},
	{"chan", "channels are not data"},
	{"long", "use int64"},
	{"integer", "use int64"},
	{"short", "use int16"},
	{"double", "use float64"},
	{"interface{}", "use any"},
	{"map[string]interface{}", "use any"},
	{"interface{ M() }", "use any"},
	{"struct{}", "declare it as a type"},
	{"struct{A int `x`}", "declare it as a type"},
	{"int // c", "white space"},
	{"int//c", "no type after the import path"},
	{"int/*c*/", "*"},
	{"int /* c */", "white space"},
	{"int\n", "white space"},
	{"int\r", "white space"},
	{"\tint", "white space"},
	{" int", "white space"},
	{"int\nfunc init() { panic(1) }", "white space"},
	{"int\x00", `'\x00'`},
	{"\uff49nt", "ASCII"},
	{"int\u2028", "ASCII"},
	{"int\u200b", "ASCII"},
	{"int\xff", "ASCII"},
	{"`int`", "'`'"},
	{`"int"`, `'"'`},
	{"int;x", "';'"},
	{"(int)", "'('"},
	{"1+2", "'+'"},
	{"[f()]int", "'('"},
	{"[4]int", "slice"},
	{"[...]int", "slice"},
	{"[]*User", "very front"},
	{"map[string]*User", "very front"},
	{"**int", "very front"},
	{"int*", "very front"},
	{"map[int]string", "map[string]"},
	{"map[any]string", "map[string]"},
	{"map[string", "map[string]"},
	{"Page[Item]", "generic"},
	{"example.com/a.Page[int]", "generic"},
	{"[]", "ends before a type"},
	{"*", "ends before a type"},
	{"map[string]", "ends before a type"},
	{"", "empty"},
	{"int[]", "in front"},
	{"Array[int]", `"[]int"`},
	{"tuple[str, int]", `"[]int"`},
	{"set[str]", `"[]string"`},
	{"list[str, int]", `"[]int"`},
	{"dict[int, str]", `"map[string]string"`},
	{"List<int>", `"[]int"`},
	{"Map<string, float>", `"map[string]float64"`},
	{"list[str | None]", "pointer inside"},
	{"list[Optional[str]]", "pointer inside"},
	{"list[str", `"[]string"`},
	{"list[]", "in front"},
	{"list[int; x]", `"[]string"`},
	{" list[str]", "white space"},
	{"str | int", "several types"},
	{"str | int | None", "several types"},
	{"Union[str, int]", "','"},
	{"None | None", "several types"},
	{"|None", "several types"},
	{"decimal", "use string"},
	{"uuid", "use string"},
	{"[16]byte", `"[]byte", or declare the array as a type of your package`},
	{"string?", "*string"},
	{"complex128", "two float64"},
	{"uintptr", "uint64"},
	{"error", "use string"},
	{"[]error", "use string"},
	{"unsafe.Pointer", "package unsafe"},
	{"C.Foo", "package C"},
	{"strng", `did you mean "string"?`},
	{"itn64", `did you mean "int64"?`},
	{"user", "is not a type of Go; if it is one of your package, export it"},
	{"integr", `is not a type; did you mean "int64"?`},
	{"boolen", `is not a type; did you mean "bool"?`},
	{"net/netip.addr", "unexported"},
	{"User-Name", "'-'"},
	{"time.Time.X", "one type of one package"},
	{".Time", "empty element"},
	{"net/netip", "no type after the import path"},
	{"net/netip.", "after the last dot"},
	{"/netip.Addr", "empty element"},
	{"net//netip.Addr", "empty element"},
	{"./local.T", "dot"},
	{"../local.T", "dot"},
	{"a/b./c.T", "dot"},
	{"-race/x.T", "dash"},
	{"a/vendor/b.T", "vendor"},
	{"true", "upper-case"},
	{"2nd", "upper-case"},
	{"_", "upper-case"},
	{"net/netip._T", "unexported"},
	{"[][][][][][][][][]int", "8 levels"},
	{"*[][][][][][][][]int", "8 levels"},
	{"[][][][][][][][]dict", "8 levels"},
	{strings.Repeat("a", 257), "257 bytes"},
	{strings.Repeat("[]", 1<<19), "at most 256"},
}

func TestHostileHintsAreRefusedWithAReason(t *testing.T) {
	for _, tt := range hostile {
		got, err := typehint.Parse(tt.hint)
		bad, ok := errors.AsType[*typehint.Error](err)
		if !ok {
			t.Errorf("Parse(%.80q) = %v, %v; want an *Error", tt.hint, got, err)
			continue
		}
		if !strings.Contains(bad.Reason, tt.reason) || bad.Hint != tt.hint {
			t.Errorf("Parse(%.80q): reason %q lacks %q", tt.hint, bad.Reason, tt.reason)
		}
		if s := err.Error(); len(s) > 600 || strings.ContainsAny(s, "\n\r\x00\u2028") {
			t.Errorf("Parse(%.80q): message of %d bytes is long or has more than a line: %.700q", tt.hint, len(s), s)
		}
	}
}

// A reason must not depend on the order of a map.
func TestReasonsAreDeterministic(t *testing.T) {
	for range 20 {
		_, err := typehint.Parse("unt8")
		if want := `type hint "unt8": is not a type; did you mean "int8"?`; err == nil || err.Error() != want {
			t.Fatalf("got %v, want %s", err, want)
		}
	}
}

func TestLengthLimits(t *testing.T) {
	longest := "example.com/" + strings.Repeat("a", 242) + ".T"
	if _, err := typehint.Parse(longest); len(longest) != 256 || err != nil {
		t.Errorf("a hint of %d bytes: %v; want it to be legal", len(longest), err)
	}
}

func TestMessagesDoNotCutCharacters(t *testing.T) {
	_, err := typehint.Parse(strings.Repeat("a", 63) + strings.Repeat("ä", 200))
	if want := `type hint "` + strings.Repeat("a", 63) + `…": `; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want it to begin with %s", err, want)
	}
}

func TestFormatAsksForEachNamedType(t *testing.T) {
	h, err := typehint.Parse("*map[string][]net/netip.Addr")
	if err != nil {
		t.Fatal(err)
	}
	got := h.Format(func(path, name string) string { return "netip2." + name + "/*" + path + "*/" })
	if want := "*map[string][]netip2.Addr/*net/netip*/"; got != want {
		t.Errorf("Format = %q, want %q", got, want)
	}
}

func TestKindNames(t *testing.T) {
	var got []string
	for k := range typehint.Optional + 1 {
		got = append(got, k.String())
	}
	if diff := cmp.Diff([]string{"invalid", "basic", "named", "list", "map", "optional"}, got); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
}

// Whatever is accepted has a canonical form that is stable, means the same
// tree, and is one field of Go source that gofmt leaves alone.
func FuzzParse(f *testing.F) {
	for _, tt := range hostile[:len(hostile)-2] {
		f.Add(tt.hint)
	}
	for _, ok := range []string{"int", "list[str] | None", "Optional[dict[str, int]]", "Union[str, None]", "*str", "[]uint8", "dict", "map[string][]net/netip.Addr", "gopkg.in/yaml.v3.Node"} {
		f.Add(ok)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := typehint.Parse(text)
		if err != nil {
			if len(err.Error()) > 600 {
				t.Errorf("message of %d bytes", len(err.Error()))
			}
			return
		}
		again, err := typehint.Parse(tree.String())
		if err != nil {
			t.Fatalf("Parse(%q): canonical form %q is refused: %v", text, tree, err)
		}
		if diff := cmp.Diff(tree, again); diff != "" || again.String() != tree.String() {
			t.Errorf("Parse(%q): canonical form %q is not stable:\n%s", text, tree, diff)
		}
		source := "type T struct {\n\tF " + tree.Format(func(_, name string) string { return "p." + name }) + "\n}"
		if out, err := format.Source([]byte(source)); err != nil || string(out) != source {
			t.Errorf("Parse(%q) does not print as one field: %v\n%s", text, err, out)
		}
	})
}

// Generic types of Python mean what they mean there.
func TestPythonHints(t *testing.T) {
	for python, want := range map[string]string{
		"list[str]":                           "[]string",
		"List[int]":                           "[]int",
		"typing.List[float]":                  "[]float64",
		"Sequence[bytes]":                     "[][]byte",
		"dict[str, int]":                      "map[string]int",
		"dict[str,int]":                       "map[string]int",
		"Dict[str, list[dict[str, str]]]":     "map[string][]map[string]string",
		"str | None":                          "*string",
		"None|datetime":                       "*time.Time",
		"Optional[int]":                       "*int",
		"Optional[int | None]":                "*int",
		"Union[str, None]":                    "*string",
		"list[str] | None":                    "*[]string",
		"Optional[list[net/netip.Addr]]":      "*[]net/netip.Addr",
		"[]list[str]":                         "[][]string",
		"map[string]Optional":                 "map[string]Optional", // a type of the package
		"dict[str, Any]":                      "map[string]Any",
		"list[Mapping[str, example.com/a.T]]": "[]map[string]example.com/a.T",
	} {
		got, err := typehint.Canonical(python)
		if err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", python, got, err, want)
		}
	}
}
