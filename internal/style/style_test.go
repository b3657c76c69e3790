package style

import (
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// unfinished are the folders that do not keep the rules yet.
var unfinished []string

// repository returns the files of the repository that keep the rules.
func repository(t *testing.T) []*File {
	t.Helper()
	files, err := Files("../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 500 {
		t.Fatalf("only %d files found", len(files))
	}
	return slices.DeleteFunc(files, func(f *File) bool {
		return slices.ContainsFunc(unfinished, func(room string) bool { return strings.HasPrefix(f.Path, room+"/") })
	})
}

func TestWordsArePlain(t *testing.T) {
	t.Parallel()
	for _, f := range repository(t) {
		for _, r := range Words(f) {
			t.Error(r)
		}
	}
}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	t.Parallel()
	for _, fault := range measureRepository(t).Oversized {
		t.Error(fault)
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	t.Parallel()
	for _, name := range measureRepository(t).Undocumented {
		t.Error(name, "has no comment")
	}
}

func measureRepository(t *testing.T) Figures {
	t.Helper()
	var figures Figures
	for _, f := range repository(t) {
		if f.Syntax != nil && !f.IsTest() {
			figures.Measure(f)
		}
	}
	return figures
}

func TestWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, path, text string
		want             []string // what is found, by line
	}{
		{"a comment", "a.go", "package a\n\n// Nobody\n// hears it.\n", []string{"3 Nobody"}},
		{"the second line", "a.go", "package a\n\n// It is\n// kept for good.\n", []string{"4 for good"}},
		{"code in a comment", "a.go", "package a\n\n// As in\n//\n//\tnobody\nvar a int\n", nil},
		{"a name in quotes", "a.go", "package a\n\n// \"nobody\", \"to nobody\"\n", []string{"3 nobody"}},
		{"a literal", "a.go", "package a\n\nvar a = \"to nobody\"\n", []string{"3 nobody"}},
		{"a literal of one word", "a.go", "package a\n\nvar a = \"nobody\"\n", nil},
		{"a literal of a test", "a_test.go", "package a\n\nvar a = \"to nobody\"\n", nil},
		{"an import", "a.go", "package a\n\nimport _ \"nobody\"\n", nil},
		{"a page", "a.md", "# A\n\n- b, else the c\n\n```go\nnobody\n```\n", []string{"3 , else the"}},
		{"a sentence", "a.md", "What it keeps, it keeps.\n", []string{"1 What it keeps, it keeps."}},
		{"a question", "a.md", "What does it keep?\n", nil},
		{"a heading", "a.md", "## What it keeps\n\nWhat it changes:\n", nil},
		{"no noun", "a.md", "A page that is no API is no longer kept, which is\nno loss.\n", []string{"1 that is no API", "1 which is no loss"}},
		{"a script", ".ci/run", "# nobody\nnobody\n", []string{"1 nobody"}},
		{"JavaScript", "a.js", "let x; // y\n  // nobody\nnobody; else z\n", []string{"2 nobody"}},
		{"the rules", rulesFile, "package style\n\n// nobody\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range Words(fileOf(t, tt.path, tt.text)) {
				got = append(got, strings.Join([]string{string(rune('0' + r.Line)), r.Found}, " "))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestMeasure(t *testing.T) {
	t.Parallel()
	long := "package a\n\n// A is documented.\ntype A int\n\nfunc (A) B() {}\n\nfunc c() {\n" + strings.Repeat("\n", MaxFileLines) + "}\n\nfunc cD() {}\n\ntype e int\n"
	var got Figures
	got.Measure(fileOf(t, "a.go", long))
	if len(got.Oversized) != 2 || !strings.HasPrefix(got.Oversized[1], "a.go: c has 282 lines") {
		t.Errorf("oversized are %q, want the file and c", got.Oversized)
	}
	if got.Exported != 2 || !slices.Equal(got.Undocumented, []string{"a.go: B"}) {
		t.Errorf("of %d exported names %q have no comment, want B of A and B", got.Exported, got.Undocumented)
	}
	if got.Functions != 2 || got.OneWordFunctions != 1 || got.Types != 1 || got.OneWordTypes != 1 {
		t.Errorf("functions and types are %+v", got)
	}
}

func fileOf(t *testing.T, path, text string) *File {
	t.Helper()
	f := &File{Path: path, Text: []byte(text)}
	if strings.HasSuffix(path, ".go") {
		f.Set = token.NewFileSet()
		var err error
		if f.Syntax, err = parser.ParseFile(f.Set, path, text, parser.ParseComments); err != nil {
			t.Fatal(err)
		}
	}
	return f
}
