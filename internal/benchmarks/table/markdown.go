package table

import (
	"fmt"
	"io"
	"strings"
)

// A Column is one case of the table of libraries.
type Column struct {
	Head, Case, Unit string
	Base             string // the entry that ratios are to; "" for none
}

// Columns are the cases that are shown of all libraries.
func Columns() []Column {
	return []Column{
		{"1 listener", "emit-1", "ns/op", direct},
		{"10", "emit-10", "ns/op", direct},
		{"100", "emit-100", "ns/op", direct},
		{"10, two emitters", "parallel-10", "ns/op", direct},
		{"async 1 → 1", "async-1x1", "ns/op", directChan},
		{"async 1 → 10", "async-1x10", "ns/op", directChan},
		{"to an idle listener", "latency", "ns/latency", ""},
		{"on + off beside 10", "onoff-10", "ns/op", ""},
		{"beside 10,000", "onoff-10000", "ns/op", ""},
		{"10 while another comes and goes", "churn-10", "ns/op", ""},
		{"idle name", "idle-names-10000", "B/name", ""},
	}
}

// A Row is one library of the tables.
type Row struct {
	Name     string
	Features []bool
	Note     string
}

// WriteSpeed writes a row a library: its figure, and in brackets how often the
// base's it is.
func WriteSpeed(w io.Writer, r *Results, rows []Row, columns []Column) {
	head := []string{""}
	for _, c := range columns {
		head = append(head, c.Head)
	}
	writeRow(w, head)
	fmt.Fprintln(w, "|---|"+strings.Repeat("--:|", len(columns)))
	for _, row := range rows {
		cells := []string{boldIfOurs(row.Name)}
		for _, c := range columns {
			cells = append(cells, speedCell(r, row.Name, c))
		}
		writeRow(w, cells)
	}
}

func speedCell(r *Results, entry string, c Column) string {
	k := Key{c.Case, entry}
	if why := r.Failed(k); why != "" {
		word, _, _ := strings.Cut(why, ":")
		return "**" + word + "**"
	}
	v, ok := r.Figure(k, c.Unit)
	if !ok {
		return "–"
	}
	s := formatFigure(v, c.Unit)
	if base, ok := r.Figure(Key{c.Case, c.Base}, c.Unit); ok && base > 0 && entry != c.Base {
		s += " (" + formatRatio(v/base) + ")"
	}
	return s
}

// WriteFeatures writes what the libraries give beside speed.
func WriteFeatures(w io.Writer, heads []string, rows []Row) {
	writeRow(w, append(append([]string{""}, heads...), "and"))
	fmt.Fprintln(w, "|---|"+strings.Repeat(":-:|", len(heads))+"---|")
	for _, row := range rows {
		cells := []string{boldIfOurs(row.Name)}
		for _, has := range row.Features {
			cells = append(cells, map[bool]string{true: "yes", false: "no"}[has])
		}
		writeRow(w, append(cells, row.Note))
	}
}

func boldIfOurs(name string) string {
	if name == ours {
		return "**" + name + "**"
	}
	return name
}

func writeRow(w io.Writer, cells []string) {
	fmt.Fprintln(w, "| "+strings.Join(cells, " | ")+" |")
}
