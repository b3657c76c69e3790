package main

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the list of checks in manual.txt")

// The manual lists every check with the summary of its doc.
func TestManualListsEveryCheck(t *testing.T) {
	const from, to = "Checks\n\n", "\n\"evvet help CHECK\""
	head, rest, ok := strings.Cut(manual, from)
	_, tail, found := strings.Cut(rest, to)
	if !ok || !found {
		t.Fatalf("manual.txt lacks the lines %q and %q", from, to)
	}
	want := head + from + checkList() + to + tail
	if manual == want {
		return
	}
	if !*update {
		t.Fatal("manual.txt differs from the docs of the checks; run go test ./cmd/evvet -run Manual -update")
	}
	if err := os.WriteFile("manual.txt", []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestParseChoice(t *testing.T) {
	for _, tt := range []struct {
		list, want string
		on         bool
		fault      string
	}{
		{list: "untyped", want: "untyped", on: true},
		{list: "key, missing", want: "key missing", on: true},
		{list: "-untyped,-goroutine", want: "untyped goroutine"},
		{list: "key,-untyped", fault: "but not both"},
		{list: "-untyped,key", fault: "but not both"},
		{list: "untypd", fault: `there is no check "untypd"; did you mean untyped?`},
		{list: "-zzzzz", fault: `there is no check "zzzzz"; the checks are undeclared, key,`},
		{list: "", fault: `there is no check ""`},
	} {
		names, on, err := parseChoice(tt.list)
		switch {
		case tt.fault != "":
			if err == nil || !strings.Contains(err.Error(), tt.fault) {
				t.Errorf("-checks=%s: %v, want an error with %q", tt.list, err, tt.fault)
			}
		case err != nil || strings.Join(names, " ") != tt.want || on != tt.on:
			t.Errorf("-checks=%s: %v %v %v, want %s %v", tt.list, names, on, err, tt.want, tt.on)
		}
	}
}
