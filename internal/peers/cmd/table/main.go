// Table runs the benchmarks of this module and prints what the README shows of
// them, and which of our targets are met. It wants to be started in the
// module's directory; "bash run" there does that.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"time"

	"github.com/fastpluggy/eventbus/internal/peers"
	"github.com/fastpluggy/eventbus/internal/peers/table"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("table: ")
	var (
		run   runner
		match string
		raw   string
		from  string
	)
	flag.IntVar(&run.count, "count", 5, "how many rounds; the tables show medians")
	flag.StringVar(&run.benchtime, "benchtime", "200ms", "how long a measurement takes")
	flag.BoolVar(&run.quick, "quick", false, "3 rounds of 30 ms where nothing else is said, without what takes long elsewhere")
	flag.StringVar(&match, "case", ".", "a regular expression: which cases")
	flag.StringVar(&raw, "raw", "", "also write the benchmarks' own output to this file, for benchstat")
	flag.StringVar(&from, "from", "", "make the tables of such a file in place of a run")
	flag.Parse()
	if run.quick {
		run.hurry()
	}
	var err error
	if run.match, err = regexp.Compile(match); err != nil {
		log.Fatal(err)
	}
	if err := tables(os.Stdout, run, raw, from); err != nil {
		log.Fatal(err)
	}
}

// hurry changes the defaults to those of a quick run.
func (r *runner) hurry() {
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if !given["count"] {
		r.count = 3
	}
	if !given["benchtime"] {
		r.benchtime = "30ms"
	}
}

func measure(run runner, from string) ([]byte, error) {
	if from != "" {
		return os.ReadFile(from)
	}
	began := time.Now()
	defer func() { fmt.Fprintf(os.Stderr, "took %v\n", time.Since(began).Round(time.Second)) }()
	return run.all()
}

func tables(w io.Writer, run runner, raw, from string) error {
	output, err := measure(run, from)
	if err != nil {
		return err
	}
	if raw != "" {
		if err := os.WriteFile(raw, output, 0o644); err != nil {
			return err
		}
	}
	results, err := read(output)
	if err != nil {
		return err
	}
	_, _ = w.Write(header(output))
	write(w, results)
	return nil
}

func write(w io.Writer, results *table.Results) {
	rows, heads := rows()
	fmt.Fprintln(w, "\nMedians; in brackets, how often the loop (`direct`) or the channel (`direct-chan`) written by hand.")
	fmt.Fprintln(w)
	table.WriteSpeed(w, results, rows, table.Columns())
	fmt.Fprintln(w)
	table.WriteFeatures(w, heads, rows)
	fmt.Fprintln(w)
	missed := table.WriteTargets(w, results, table.Targets())
	fmt.Fprintf(w, "\n%d of %d targets not met or not measured.\n", missed, len(table.Targets()))
	for _, f := range results.Failures() {
		fmt.Fprintf(w, "\n%s: %s failed: %s\n", f.Case, f.Entry, results.Failed(f))
	}
}

func rows() (rows []table.Row, heads []string) {
	for _, p := range peers.All() {
		f := p.Facts
		rows = append(rows, table.Row{
			Name:     p.Name,
			Features: []bool{f.Isolates, f.Priority, f.Nested, f.Typed, f.Contracts, f.RaceClean},
			Note:     f.Note,
		})
	}
	return rows, []string{"isolates panics", "order by priority", "nested emit", "typed", "checked contracts", "race clean"}
}

// header is what the output's first lines say of the machine.
func header(output []byte) []byte {
	head, _, _ := bytes.Cut(output, []byte("\nBenchmark"))
	return append(head, '\n')
}

func read(output []byte) (*table.Results, error) {
	r := table.NewResults()
	return r, r.Add(bytes.NewReader(output))
}
