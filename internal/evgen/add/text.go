package add

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"strconv"
	"strings"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// elementText returns the event as an element of a list, without indentation. It is
// formatted in a file of its own, since the columns of its fields must be aligned
// even if the file that gets it is not formatted. qualifier comes before Schema:
// "events.", or "".
func elementText(e *newEvent, qualifier string) (string, error) {
	if e.description == "" && len(e.fields) == 0 {
		return fmt.Sprintf("{Name: %q}", e.name), nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "package p\n\nvar _ = T{\nName: %q,\n", e.name)
	if e.description != "" {
		fmt.Fprintf(&b, "Description: %q,\n", e.description)
	}
	if len(e.fields) > 0 {
		fmt.Fprintf(&b, "Payload: %sSchema{\n", qualifier)
		for _, f := range e.fields {
			fmt.Fprintf(&b, "%q: %q,\n", f.name, f.hint)
		}
		b.WriteString("},\n")
	}
	b.WriteString("}\n")
	src, err := format.Source([]byte(b.String()))
	_, text, _ := strings.Cut(strings.TrimSpace(string(src)), "= T")
	return text, err
}

// listText returns the declaration of a list with the event as its only element.
func listText(e *newEvent, qualifier string) (string, error) {
	elem, err := elementText(e, qualifier)
	comment := "// Emits are the events that this package emits."
	if e.listens {
		comment = "// Listens are the events of other packages that this package listens to."
	}
	return fmt.Sprintf("%s\nvar %s = []%sEventSpec{\n%s,\n}\n", comment, e.listName(), qualifier, indentLines(elem, "\t")), err
}

// newFileText returns a new file with a list. If the package already has a go
// generate line for evgen, the file gets none.
func (p *sourcePackage) newFileText(e *newEvent) ([]byte, error) {
	directive := "//go:generate go tool evgen\n\n"
	if p.runsEvgen() {
		directive = ""
	}
	alias, qualifier := "", "events."
	if p.findDeclared("events") != nil {
		alias, qualifier = "bus ", "bus."
	}
	list, err := listText(e, qualifier)
	return fmt.Appendf(nil, "package %s\n\nimport %s%q\n\n%s%s", p.Name, alias, spec.EventsPath, directive, list), err
}

// runsEvgen reports whether go generate already runs evgen for the package.
func (p *sourcePackage) runsEvgen() bool {
	for _, f := range p.files {
		if bytes.Contains(f.text, []byte("//go:generate")) && bytes.Contains(f.text, []byte("evgen")) {
			return true
		}
	}
	return false
}

// eventsQualifier returns what a file writes before Schema: "events.", the name
// under which it imports the package, or "" for a dot import. It returns false if
// the file does not import the package.
func eventsQualifier(f *ast.File) (string, bool) {
	for _, imp := range f.Imports {
		path, err := strconv.Unquote(imp.Path.Value)
		switch {
		case err != nil || path != spec.EventsPath:
			continue
		case imp.Name == nil:
			return "events.", true
		case imp.Name.Name == ".":
			return "", true
		case imp.Name.Name != "_":
			return imp.Name.Name + ".", true
		}
	}
	return "", false
}

// indentLines puts a prefix before each line.
func indentLines(text, prefix string) string { return prefix + indentFollowing(text, prefix) }

// indentFollowing puts a prefix before each line except the first.
func indentFollowing(text, prefix string) string {
	return strings.ReplaceAll(text, "\n", "\n"+prefix)
}
