package events_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/registry"
	"github.com/fastpluggy/eventbus/internal/typehint"
	"github.com/google/go-cmp/cmp"
)

func mustDeclare(t *testing.T, b *events.Bus, specs ...events.EventSpec) {
	t.Helper()
	if err := b.Declare(specs...); err != nil {
		t.Fatal(err)
	}
}

// Catalog lists what was declared, by name, then owner, fields by name.
func TestCatalog(t *testing.T) {
	b := events.New()
	if c := b.Catalog(); c == nil || len(c) != 0 {
		t.Errorf("an empty catalog is %#v", c)
	}
	login := events.Schema{"user_id": "int64", "at": "datetime", "note": "*str"}
	mustDeclare(t, b.As("z"), events.EventSpec{Name: "user.login", Description: "Signed in.", Payload: login})
	mustDeclare(t, b.As("a"), events.EventSpec{Name: "user.login", Payload: events.Schema{"user_id": "int64", "at": "time.Time", "note": "*string"}},
		events.EventSpec{Name: "app.ready", GoName: "Ready"})
	want := []events.Declaration{
		{EventSpec: events.EventSpec{Name: "app.ready", GoName: "Ready"}, Owner: "a", Fields: []events.FieldInfo{}},
		{
			EventSpec: events.EventSpec{Name: "user.login", Payload: events.Schema{"user_id": "int64", "at": "time.Time", "note": "*string"}},
			Owner:     "a", Fields: []events.FieldInfo{{Name: "at", Type: "time.Time"}, {Name: "note", Type: "*string"}, {Name: "user_id", Type: "int64"}},
		},
		{
			EventSpec: events.EventSpec{Name: "user.login", Description: "Signed in.", Payload: login},
			Owner:     "z", Fields: []events.FieldInfo{{Name: "at", Type: "time.Time"}, {Name: "note", Type: "*string"}, {Name: "user_id", Type: "int64"}},
		},
	}
	if diff := cmp.Diff(want, b.As("elsewhere").Catalog()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The catalog keeps copies: neither the declarer nor a reader can change it.
func TestCatalogKeepsCopies(t *testing.T) {
	b := events.New()
	payload := events.Schema{"n": "int"}
	mustDeclare(t, b, events.EventSpec{Name: "a", Payload: payload})
	payload["n"] = "string"
	read := b.Catalog()
	read[0].Payload["n"] = "bool"
	read[0].Fields[0].Type = "bool"
	if got := b.Catalog()[0]; got.Payload["n"] != "int" || got.Fields[0].Type != "int" {
		t.Errorf("changed from outside: %+v", got)
	}
}

// B49: another payload under a declared name is a *ConflictError with both
// owners; what is written differently and means the same is none.
func TestB49_Conflicts(t *testing.T) {
	for _, tt := range []struct {
		name          string
		first, second events.Schema
		owner         string
		conflict      bool
	}{
		{"another type", events.Schema{"n": "int"}, events.Schema{"n": "int64"}, "other", true},
		{"a field more", events.Schema{"n": "int"}, events.Schema{"n": "int", "m": "int"}, "other", true},
		{"no fields", events.Schema{"n": "int"}, nil, "other", true},
		{"optional", events.Schema{"n": "int"}, events.Schema{"n": "*int"}, "other", true},
		{"one owner, another payload", events.Schema{"n": "int"}, events.Schema{"n": "bool"}, "first", true},
		{"the same", events.Schema{"n": "int"}, events.Schema{"n": "int"}, "other", false},
		{"the same in other words", events.Schema{"s": "str"}, events.Schema{"s": "string"}, "other", false},
		{"nothing twice", nil, events.Schema{}, "other", false},
		{"one owner, the same again", events.Schema{"n": "int"}, events.Schema{"n": "int"}, "first", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := events.New()
			mustDeclare(t, b.As("first"), events.EventSpec{Name: "a", Payload: tt.first})
			err := b.As(tt.owner).Declare(events.EventSpec{Name: "a", Payload: tt.second})
			c, ok := errors.AsType[*events.ConflictError](err)
			if ok != tt.conflict {
				t.Fatalf("Declare: %v; want a conflict: %v", err, tt.conflict)
			}
			if tt.conflict {
				if *c != (events.ConflictError{Name: "a", Owner: tt.owner, Other: "first"}) {
					t.Errorf("the conflict is %+v", c)
				}
				wantText(t, err.Error(), `"a"`, "first", tt.owner, "rename one")
				if diff := cmp.Diff(tt.first, b.Catalog()[0].Payload); diff != "" || len(b.Catalog()) != 1 {
					t.Errorf("the first declaration did not stand (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// Hostile hints and field names are refused, with a message that can't be
// misused: one line, no control bytes, cut.
func TestDeclareRefusesHostileSpecs(t *testing.T) {
	b := events.New()
	type spec struct{ field, hint string }
	specs := []spec{}
	for _, h := range []string{
		"", " ", "int ", "int\n", "int // c", "int; panic(1)", "int `json:\"x\"`", "func()", "func(){panic(1)}()", "chan int", "struct{}", "struct{A int}",
		"interface{}", "error", "complex128", "uintptr", "unsafe.Pointer", "[4]int", "map[int]string", "[]", "*", "**int", "[]*int", "T[int]", "1+2", "(int)",
		"ｉnt", "int\x00", "\xff", "net/netip.addr", "../x.T", "\u2028", strings.Repeat("[]", 300) + "int", strings.Repeat("x", 1<<20),
	} {
		specs = append(specs, spec{"f", h})
	}
	for _, f := range []string{"", "a b", "a\x00", "é", "É", "a\n", "`", `"`, "a,omitempty", "-", "0a", "_a", strings.Repeat("x", 65), strings.Repeat("x", 1<<20)} {
		specs = append(specs, spec{f, "int"})
	}
	for _, s := range specs {
		err := b.Declare(events.EventSpec{Name: "a", Payload: events.Schema{s.field: s.hint}})
		if _, ok := errors.AsType[*events.SpecError](err); !ok {
			t.Errorf("field %.20q of %.20q: %v; want a *SpecError", s.field, s.hint, err)
			continue
		}
		if text := err.Error(); len(text) > 600 || strings.ContainsAny(text, "\n\r\x00\u2028") || !utf8.ValidString(text) {
			t.Errorf("field %.20q of %.20q: the message is %d bytes: %.100q", s.field, s.hint, len(text), text)
		}
	}
	if n := len(b.Catalog()); n != 0 {
		t.Errorf("%d declarations got in", n)
	}
	err := b.Declare(events.EventSpec{Name: "a", Payload: events.Schema{"é": "int"}})
	wantText(t, err.Error(), `\u00e9`)
}

// Where generated code is linked in, the catalog has its order and comments; a
// declaration that has changed since is told to generate again.
func TestCatalogKnowsGeneratedCode(t *testing.T) {
	payload := events.Schema{"b": "int", "a": "string"}
	registry.Add(registry.Entry{Event: contract.Event{
		Name: "linked.event", Fingerprint: typehint.Fingerprint("linked.event", payload),
		Fields: []contract.Field{{Name: "b", Type: "int", Doc: "the first"}, {Name: "a", Type: "string"}},
	}})
	var log bytes.Buffer
	b := events.New(events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	mustDeclare(t, b, events.EventSpec{Name: "linked.event", Payload: payload})
	want := []events.FieldInfo{{Name: "b", Type: "int", Doc: "the first"}, {Name: "a", Type: "string"}}
	if diff := cmp.Diff(want, b.Catalog()[0].Fields); diff != "" || log.Len() != 0 {
		t.Errorf("log %q (-want +got):\n%s", &log, diff)
	}
	b = events.New(events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	mustDeclare(t, b.As("p"), events.EventSpec{Name: "linked.event", Payload: events.Schema{"b": "int"}})
	wantText(t, log.String(), "go generate", "event=linked.event", "source=p")
	if n := len(b.Catalog()); n != 1 {
		t.Errorf("%d declarations, want 1", n)
	}
}
