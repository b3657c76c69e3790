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
	ids, title := map[string]string{}, titles(d)
	for i, p := range d.Packages {
		ids[p.Path] = fmt.Sprintf("p%d", i+1)
		fmt.Fprintf(&out, "    p%d[\"%s\"]\n", i+1, label(title[p.Path]))
	}
	for i, e := range d.chart() {
		fmt.Fprintf(&out, "    e%d([\"%s\"])\n", i+1, label(e.name))
		for _, path := range e.from {
			fmt.Fprintf(&out, "    %s --> e%d\n", ids[path], i+1)
		}
		for _, path := range e.to {
			fmt.Fprintf(&out, "    e%d -.-> %s\n", i+1, ids[path])
		}
	}
	return []byte(out.String())
}

// label writes all but harmless characters as mermaid's entities, so that no
// text is taken for syntax, HTML or Markdown.
func label(s string) string {
	var out strings.Builder
	for _, c := range plain(s) {
		if c > 127 || strings.ContainsRune(harmless, c) {
			out.WriteRune(c)
		} else {
			fmt.Fprintf(&out, "#%d;", c)
		}
	}
	return cmp.Or(out.String(), "-") // an empty label is no syntax
}

const harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ./-"
