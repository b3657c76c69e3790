package docstest_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// With -update, the tests below follow renames: of tests that pages link to, and
// of packages in docs/architecture.md. Look at the difference afterwards.
var update = flag.Bool("update", false, "rewrite links to tests, and the table of packages")

var namedTest = regexp.MustCompile("\\[`((?:Test|Fuzz|Example)\\w*)`\\]\\(([^)]*)\\)")

func TestUpdateLinksToTests(t *testing.T) {
	if !*update {
		t.Skip("only with -update")
	}
	files := testFiles(t)
	for _, doc := range documents(t) {
		text := namedTest.ReplaceAllStringFunc(doc.text, func(link string) string {
			m := namedTest.FindStringSubmatch(link)
			old := path.Join(path.Dir(doc.path), m[2])
			found := files[m[1]]
			if len(found) == 0 || slices.Contains(found, old) {
				return link
			}
			rel, err := filepath.Rel(path.Dir(doc.path), found[0])
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprintf("[`%s`](%s)", m[1], filepath.ToSlash(rel))
		})
		write(t, filepath.Join(root, doc.path), text)
	}
}

// testFiles returns the files of each test, relative to the root.
func testFiles(t *testing.T) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		text, err := os.ReadFile(file)
		for _, m := range function.FindAllStringSubmatch(string(text), -1) {
			rel := strings.TrimPrefix(filepath.ToSlash(file), root+"/")
			files[m[1]] = append(files[m[1]], rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestUpdatePackages drops packages that are gone, adds new ones with the first
// sentence of their comment, and lists what each imports.
func TestUpdatePackages(t *testing.T) {
	if !*update {
		t.Skip("only with -update")
	}
	rules, sentences := packageRows(t)
	imports, order := map[string][]string{}, []string{}
	out, err := command(t, root, "go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}{{"\t"}}{{.Doc}}`, "work").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		list, doc, _ := strings.Cut(strings.TrimSpace(line), "\t")
		words := strings.Fields(list)
		rule := ruleFor(rules, strings.TrimPrefix(words[0], module))
		if rule == nil {
			rule = &importRule{pattern: strings.TrimPrefix(words[0], module)}
			rules, sentences[rule.pattern] = append(rules, rule), doc
		}
		rule.used = true
		for _, p := range words[1:] {
			if !isStandard(p) && !matches(rule.pattern, strings.TrimPrefix(p, module)) {
				imports[rule.pattern] = append(imports[rule.pattern], shortImport(rules, p))
			}
		}
	}
	for _, r := range rules {
		if r.used {
			used := slices.Compact(slices.Sorted(slices.Values(imports[r.pattern])))
			order = append(order, fmt.Sprintf("| `%s` | %s | %s |\n", r.pattern, sentences[r.pattern], strings.Join(used, ", ")))
		}
	}
	replaceTable(t, "imports", strings.ReplaceAll(strings.Join(order, ""), "|  |", "| |"))
}

// packageRows reads the table of packages as it is, stale rows included.
func packageRows(t *testing.T) (rules []*importRule, sentences map[string]string) {
	t.Helper()
	sentences = map[string]string{}
	for _, row := range tableRows(t, "imports") {
		name := codeInCell.FindStringSubmatch(row[0])[1]
		rules, sentences[name] = append(rules, &importRule{pattern: name}), row[1]
	}
	return rules, sentences
}

// shortImport returns the row of a package of the repository, or the module of
// another one.
func shortImport(rules []*importRule, importPath string) string {
	name, ours := strings.CutPrefix(importPath, module)
	if r := ruleFor(rules, name); ours && r != nil {
		name = r.pattern
	} else if !ours {
		host, rest, _ := strings.Cut(name, "/")
		parts := strings.SplitN(rest, "/", 3)
		if host == "golang.org" || host == "github.com" {
			parts = parts[:min(2, len(parts))]
		} else {
			parts = parts[:1]
		}
		name = host + "/" + strings.Join(parts, "/") + "/…"
	}
	return "`" + name + "`"
}

// replaceTable writes the rows below the head of a marked table.
func replaceTable(t *testing.T, mark, rows string) {
	t.Helper()
	doc := openDocument(t, "docs/architecture.md")
	for _, b := range doc.blocks {
		if b.Mark == mark {
			head := strings.Join(strings.SplitAfterN(b.Text, "\n", 3)[:2], "")
			write(t, filepath.Join(root, doc.path), strings.Replace(doc.text, b.Text, head+rows, 1))
		}
	}
}
