package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/evgen/evgentest"
)

// nestedEdits are changes of Go source. Line is the element of a payload's list; want has
// the path below it and the letters for SOURCE, MAP and WIRE.
var nestedEdits = []struct{ name, old, new, want string }{
	{"comment", line("F string"), "// A Line.\n" + line("F string // the SKU\n"), ""},
	{"unexported field", line("F string"), line("F string; note string"), ""},
	{"field that JSON leaves out", line("F string"), line("F string; G string `json:\"-\"`"), ""},
	{"alias", line("F string"), "type Text = string\n" + line("F Text"), ""},
	{"embedding of the same fields", line("F string"), "type Base struct{ F string }\n" + line("Base"), ""},
	{"embedding of others", line("F string"), "type Base struct{ G string }\n" + line("F string; Base"), "G w-B"},
	{"renamed", line("F string"), line("G string"), "F BBB; G w-B"},
	{"tag", line("F string"), line("F string `json:\"f\"`"), "F -BB; f --B"},
	{"renamed in Go", line("F string `json:\"f\"`"), line("G string `json:\"f\"`"), "f B--"},
	{"removed", line("F, G string"), line("F string"), "G BBB"},
	{"added", line("F string"), line("F, G string"), "G w-B"},
	{"added optional", line("F string"), line("F string; G *string"), "+G"},
	{"added with omitempty", line("F string"), line("F string; G []string `json:\",omitempty\"`"), "+G"},
	{"other order", line("F, G string"), line("G, F string"), " w--"},
	{"type", line("F string"), line("F int"), "F BBB"},
	{"wider", line("F int32"), line("F int64"), "F BBw"},
	{"rune is int32", line("F rune"), line("F int32"), ""},
	{"byte is uint8", line("F byte"), line("F uint8"), ""},
	{"duration", "import \"time\"\n" + line("F time.Duration"), line("F int64"), "F BB-"},
	{"named string", line("F string"), "type Level string\n" + line("F Level"), "F BB-"},
	{"what is behind a name", "type Level string\n" + line("F Level"), "type Level int\n" + line("F Level"), "F BBB"},
	{"name of a type", "type Level string\n" + line("F Level"), "type Grade string\n" + line("F Grade"), "F B--"},
	{"constants", "type Level string\nconst (A Level = \"a\"; B Level = \"b\")\n" + line("F Level"), "type Level string\nconst (A Level = \"a\"; B Level = \"b\"; C Level = \"c\")\n" + line("F Level"), "F -ww"},
	{"constant removed", "type Level int\nconst (A Level = iota; B; C)\n" + line("F Level"), "type Level int\nconst (A Level = iota; B)\n" + line("F Level"), "F Bww"},
	{"optional", line("F string"), line("F *string"), "F BBB"},
	{"required", line("F *string"), line("F string"), "F BBB"},
	{"omitempty", line("F string"), line("F string `json:\",omitempty\"`"), "F --B"},
	{"omitzero", line("F string `json:\",omitzero\"`"), line("F string"), "F --B"},
	{"omitzero for omitempty", line("F string `json:\",omitempty\"`"), line("F string `json:\",omitzero\"`"), ""},
	{"in a string", line("F int64"), line("F int64 `json:\",string\"`"), "F --B"},
	{"no longer in a string", line("F *int64 `json:\",string\"`"), line("F *int64"), "F --B"},
	{"list", line("F string"), line("F []string"), "F BBB"},
	{"array", line("F []string"), line("F [2]string"), "F BBB"},
	{"length", line("F [2]string"), line("F [3]string"), "F BBB"},
	{"pointers in a list", line("F []string"), line("F []*string"), "F BBw"},
	{"keys", line("F map[string]bool"), line("F map[int]bool"), "F BBw"},
	{"struct in it", sub("X int32") + line("F Sub"), sub("X string") + line("F Sub"), "F.X BBB"},
	{"struct in a list of it", sub("X int32") + line("F []*Sub"), sub("X int32; Y bool") + line("F []*Sub"), "F[].Y w-B"},
	{"struct in a map of it", sub("X, Y int32") + line("F map[string]Sub"), sub("X int32") + line("F map[string]Sub"), "F[].Y BBB"},
	{"struct without a name", line("F struct{ X int32 }"), line("F struct{ X int64 }"), "F.X BBw"},
	{"struct gets a name", line("F struct{ X int32 }"), sub("X int32") + line("F Sub"), "F B--"},
	{"tree", "type Line struct { F string; Next []*Line }", "type Line struct { F int; Next []*Line }", "F BBB"},
	{"generic", "type Box[T any] struct { V T }\n" + line("F Box[string]"), "type Box[T any] struct { V T }\n" + line("F Box[int]"), "F B--; F.V BBB"},
	{"own JSON", sub("X int32") + line("F Sub"), sub("X int32") + "func (Sub) MarshalJSON() ([]byte, error) { return nil, nil }\n" + line("F Sub"), "F wBB"},
	{"own text", "type Level string\n" + line("F Level"), "type Level string\nfunc (Level) MarshalText() ([]byte, error) { return nil, nil }\n" + line("F Level"), "F www"},
	{"struct to map", sub("X int32") + line("F Sub"), line("F map[string]int32"), "F BBB"},
	{"raw JSON", line("F string"), "import \"encoding/json\"\n" + line("F json.RawMessage"), "F BBB"},
	{"any", line("F string"), line("F any"), "F BwB"},
	{"bytes", line("F []byte"), line("F string"), "F BBB"},
	{"named bytes", "type Byte byte\n" + line("F []Byte"), line("F []byte"), ""},
	{"library type", "import \"net/netip\"\n" + line("F netip.Addr"), line("F string"), "F BBw"},
}

func line(fields string) string { return "type Line struct { " + fields + " }\n" }
func sub(fields string) string  { return "type Sub struct { " + fields + " }\n" }

// Source is read, written into the lock, changed, and judged, for all edits at once.
func TestNestedEditsOfSource(t *testing.T) {
	dir := evgentest.EmptyModule(t)
	write := func(text func(i int) string) {
		for i := range nestedEdits {
			name := fmt.Sprintf("p%02d", i)
			source, imports := text(i), "import \"github.com/fastpluggy/eventbus/events\"\n"
			if first, rest, ok := strings.Cut(source, "\n"); ok && strings.HasPrefix(first, "import") {
				source, imports = rest, imports+first+"\n"
			}
			evgentest.WriteFile(t, filepath.Join(dir, name, "events.go"), fmt.Sprintf(
				"package %[1]s\n\n%[2]s\nvar Emits = []events.EventSpec{{Name: \"%[1]s.placed\", Payload: events.Schema{\"lines\": \"[]Line\"}}}\n\n%[3]s", name, imports, source))
		}
	}
	write(func(i int) string { return nestedEdits[i].old })
	runIn(t, dir, "evgen", "./...")
	runIn(t, dir, "cp", "events.lock.json", "before.json")
	write(func(i int) string { return nestedEdits[i].new })
	var found struct {
		Findings []struct {
			Topic, Field, Source, Map, Wire, File string
		}
		Added []struct{ Topic, Field string }
	}
	if err := json.Unmarshal(runIn(t, dir, "evgen", "breaking", "-against", "before.json", "-format", "json"), &found); err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	letter := strings.NewReplacer("breaks", "B", "warns", "w", "safe", "-")
	for _, f := range found.Findings {
		path := strings.TrimPrefix(strings.TrimPrefix(f.Field, "lines"), "[].")
		got[f.Topic] = append(got[f.Topic], path+" "+letter.Replace(f.Source+f.Map+f.Wire))
		if f.File != strings.TrimSuffix(f.Topic, ".placed")+"/events.go" {
			t.Errorf("%s is found in %s", f.Topic, f.File)
		}
	}
	for _, a := range found.Added {
		got[a.Topic] = append(got[a.Topic], "+"+strings.TrimPrefix(a.Field, "lines[]."))
	}
	for i, e := range nestedEdits {
		want := slices.DeleteFunc(strings.Split(e.want, "; "), func(s string) bool { return s == "" })
		have := got[fmt.Sprintf("p%02d.placed", i)]
		slices.Sort(have)
		if diff := cmp.Diff(strings.Join(want, "; "), strings.Join(have, "; ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", e.name, diff)
		}
	}
}

// runIn returns what a command prints. Exit code 1 is no failure.
func runIn(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() != 1 {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, exit.Stderr)
	} else if err != nil && !ok {
		t.Fatal(err)
	}
	return out
}
