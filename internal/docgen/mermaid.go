package docgen

import (
	"cmp"
	"fmt"
	"strings"
)

// Mermaid draws packages as boxes and events as pills.
func Mermaid(d *Document) []byte {
	var out strings.Builder
	out.WriteString("flowchart LR\n")
	ids, title := map[string]string{}, packageTitles(d)
	for i, p := range d.Packages {
		ids[p.Path] = fmt.Sprintf("p%d", i+1)
		label := strings.TrimSuffix(title[p.Path]+" / "+p.Module, " / ")
		fmt.Fprintf(&out, "    p%d[\"%s\"]\n", i+1, mermaidLabel(label))
	}
	for i, e := range d.eventChart() {
		fmt.Fprintf(&out, "    e%d([\"%s\"])\n", i+1, mermaidLabel(e.name))
		for _, path := range e.from {
			fmt.Fprintf(&out, "    %s --> e%d\n", ids[path], i+1)
		}
		for _, path := range e.to {
			fmt.Fprintf(&out, "    e%d -.-> %s\n", i+1, ids[path])
		}
	}
	return []byte(out.String())
}

// mermaidLabel writes all characters that are not harmless as entities of Mermaid, so
// that no text is read as syntax, HTML or Markdown.
func mermaidLabel(s string) string {
	var out strings.Builder
	for _, c := range plainText(s) {
		if c > 127 || strings.ContainsRune(harmless, c) {
			out.WriteRune(c)
		} else {
			fmt.Fprintf(&out, "#%d;", c)
		}
	}
	return cmp.Or(out.String(), "-") // an empty label is a syntax error
}

const harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ./-"
