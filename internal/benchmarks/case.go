package benchmarks

import (
	"fmt"
	"testing"
	"time"
)

// A Case is one thing to measure, of several libraries.
type Case struct {
	Name    string
	Span    string        // how long a timing takes, or how many operations: "20ms", "1x"; "": a short while
	Timings int           // how many follow each other in a round; 0: many short ones, else 1
	Rounds  int           // at most so many rounds, where a round takes long; 0: all
	Limit   time.Duration // how long a round may take; 0: half a minute
	Entries []Entry
}

// withGarbage is the span of cases that allocate: it holds several collections,
// of which short timings would see none.
const withGarbage = "20ms"

// An Entry is one library in a case, or one variant of its use.
type Entry struct {
	Name string
	Slow bool // left out of short runs, and run once at the end of others
	Run  func(b *testing.B)
}

// Cases are all cases, in the order of the report.
func Cases() []Case {
	var all []Case
	for _, cs := range [][]Case{
		emitCases(), wordsCases(), parallelCases(), stampCases(), untypedCases(), fieldCases(), namespaceCases(),
		asyncCases(), latencyCases(), waitCases(), waiterCases(), keyedCases(),
		onOffCases(), manyCases(), churnCases(), memoryCases(), introspectionCases(), bloatCases(),
	} {
		all = append(all, cs...)
	}
	return all
}

// ours is what a case calls the bus of this repository.
const ours = "eventbus"

// each makes an entry of every peer that the function makes a benchmark for.
func each(bench func(Peer) func(*testing.B)) []Entry {
	var es []Entry
	for _, p := range All() {
		if run := bench(p); run != nil {
			es = append(es, Entry{Name: p.Name, Run: run})
		}
	}
	return es
}

// only keeps the entries of these peers.
func only(es []Entry, names ...string) []Entry {
	var kept []Entry
	for _, e := range es {
		for _, n := range names {
			if e.Name == n {
				kept = append(kept, e)
			}
		}
	}
	return kept
}

// slow leaves all but these out of short runs.
func slow(es []Entry, but ...string) []Entry {
	for i := range es {
		es[i].Slow = len(only(es[i:i+1], but...)) == 0
	}
	return es
}

// timed measures b.N emits to listeners in the emitter's goroutine.
func timed(b *testing.B, bus Bus, cs []*Counter) {
	before := cs[0].Count() // not 0 where a bus serves several rounds
	b.ReportAllocs()
	b.ResetTimer()
	bus.Emit(b.N, payload)
	b.StopTimer()
	check(b, cs, before+b.N)
}

// names makes n names, none of which is the one under test or below it.
func names(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("other.topic-%d", i)
	}
	return all
}
