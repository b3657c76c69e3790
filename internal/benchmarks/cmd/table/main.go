// Table measures this bus beside others, in rounds, and prints the least of
// each: the figures with their goals, and a table of all libraries. It wants to
// be started in the module's directory; "bash run" there does that. -help shows
// the flags.
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

	"github.com/fastpluggy/eventbus/internal/benchmarks"
	"github.com/fastpluggy/eventbus/internal/benchmarks/table"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("table: ")
	var (
		run   runner
		match string
		files files
	)
	flag.IntVar(&run.rounds, "rounds", 12, "how many rounds; the tables show the least of each entry's times")
	flag.StringVar(&run.chunk, "chunk", "1ms", "how long a timing takes unless the case says otherwise; a round has 8 of them")
	flag.DurationVar(&run.limit, "limit", 6*time.Minute, "measure nothing more after that, but one round; what is slow follows at the end")
	flag.BoolVar(&run.short, "short", false, "3 rounds by default, one of each slow case; no builds")
	flag.StringVar(&match, "run", ".", "a regular expression: which of case/entry, such as '^words-6' or 'emit-1/(eventbus|direct)$'")
	flag.StringVar(&files.raw, "raw", "", "also write the benchmarks' own output to this file, for benchstat")
	flag.StringVar(&files.from, "from", "", "make the tables of such a file in place of a run")
	flag.StringVar(&files.page, "write", "", "also write the tables to this page, and its main figures into README.md; both are named from the repository's root")
	flag.Parse()
	if run.short {
		run.useShortDefaults()
	}
	var err error
	if run.match, err = regexp.Compile(match); err != nil {
		log.Fatal(err)
	}
	if err := writeTables(os.Stdout, run, files); err != nil {
		log.Fatal(err)
	}
}

// files are those that a run reads and writes.
type files struct{ raw, from, page string }

// useShortDefaults changes the number of rounds to that of a short run, unless a
// flag gives it.
func (r *runner) useShortDefaults() {
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rounds" })
	if !given {
		r.rounds = 3
	}
}

func runOrRead(run runner, from string) ([]byte, error) {
	if from != "" {
		return os.ReadFile(from)
	}
	began := time.Now()
	defer func() { fmt.Fprintf(os.Stderr, "took %v\n", time.Since(began).Round(time.Second)) }()
	return run.measureAll()
}

func writeTables(w io.Writer, run runner, files files) error {
	output, err := runOrRead(run, files.from)
	if err != nil {
		return err
	}
	if files.raw != "" {
		if err := os.WriteFile(files.raw, output, 0o644); err != nil {
			return err
		}
	}
	results, err := parseOutput(output)
	if err != nil {
		return err
	}
	whole := files.from != "" || run.match.String() == "."
	fmt.Fprintf(w, "%s\n", machineHeader(output))
	printTables(w, results, whole)
	if files.page == "" {
		return nil
	}
	return writePage("../..", files.page, string(machineHeader(output)), results)
}

// printTables prints the tables. Those of a partial run show only what was measured.
func printTables(w io.Writer, results *table.Results, whole bool) {
	missed, shown := table.WriteTargets(w, results, table.Targets(), !whole)
	fmt.Fprintf(w, "\n%d of %d goals are not met or not measured. %s\n", missed, shown, spreadSentence(results))
	if whole {
		fmt.Fprintln(w)
		writeLibraries(w, results)
	}
	for _, f := range results.Failures() {
		fmt.Fprintf(w, "\n%s: %s failed: %s\n", f.Case, f.Entry, results.Failed(f))
	}
}

// spreadSentence tells the reader how quiet the machine was.
func spreadSentence(results *table.Results) string {
	if s := results.Spread(); s > 0 {
		return fmt.Sprintf("In half of the entries the median timing took more than %.2f times the least.", s)
	}
	return ""
}

// writeLibraries writes what each library costs, and what it offers.
func writeLibraries(w io.Writer, results *table.Results) {
	rows, heads := libraryRows()
	fmt.Fprintln(w, "Multiples in parentheses are relative to the handwritten loop (`direct`) or channel (`direct-chan`).")
	fmt.Fprintln(w)
	table.WriteSpeed(w, results, rows, table.Columns())
	fmt.Fprintln(w)
	table.WriteFeatures(w, heads, rows)
}

func libraryRows() (rows []table.Row, heads []string) {
	for _, p := range benchmarks.All() {
		f := p.Facts
		rows = append(rows, table.Row{
			Name:     p.Name,
			Features: []bool{f.Isolates, f.Priority, f.Nested, f.Typed, f.Contracts, f.RaceClean},
			Note:     f.Note,
		})
	}
	return rows, []string{"isolates panics", "order by priority", "nested emit", "typed", "checked contracts", "race clean"}
}

// machineHeader returns the first lines of the output, which describe the machine.
func machineHeader(output []byte) []byte {
	head, _, _ := bytes.Cut(output, []byte("\nBenchmark"))
	return append(head, '\n')
}

func parseOutput(output []byte) (*table.Results, error) {
	r := table.NewResults()
	return r, r.Add(bytes.NewReader(output))
}
