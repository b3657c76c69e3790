package table_test

import (
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/benchmarks"
	"github.com/fastpluggy/eventbus/internal/benchmarks/table"
)

const canned = `goos: linux
cpu: some processor
BenchmarkPeers/emit-1/eventbus-2         	 1440007	        20.0 ns/op	       0 B/op	       0 allocs/op
BenchmarkPeers/emit-1/eventbus-2         	 1440007	        90.0 ns/op	       0 B/op	       1 allocs/op
BenchmarkPeers/emit-1/eventbus-2         	 1440007	        22.0 ns/op	       0 B/op	       1 allocs/op
BenchmarkPeers/emit-1/direct             	 7817785	        10.0 ns/op	       0 B/op	       0 allocs/op
BenchmarkPeers/emit-1/direct             	 7817785	        12.0 ns/op	       0 B/op	       0 allocs/op
BenchmarkPeers/async-1x1/direct-chan-2   	     100	       150000 ns/op
BenchmarkPeers/idle-names-10000/eventbus-2	       1	   2500000 ns/op	       287.6 B/name	         2.9 MB
BenchmarkPeers/onevent-1/time.Now-2      	     100	        50.00 ns/op
PASS
`

func results(t *testing.T) *table.Results {
	t.Helper()
	r := table.NewResults()
	if err := r.Add(strings.NewReader(canned)); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFigure(t *testing.T) {
	r := results(t)
	for _, tt := range []struct {
		key    table.Key
		unit   string
		want   float64
		reason string
	}{
		{table.Key{Case: "emit-1", Entry: "eventbus"}, "ns/op", 20, "the least of three"},
		{table.Key{Case: "emit-1", Entry: "direct"}, "ns/op", 10, "no number of processors in the name"},
		{table.Key{Case: "async-1x1", Entry: "direct-chan"}, "ns/op", 150000, "a hyphen in the name"},
		{table.Key{Case: "idle-names-10000", Entry: "eventbus"}, "B/name", 287.6, "a unit of its own"},
		{table.Key{Case: "emit-1", Entry: "eventbus"}, "allocs/op", 1, "the median of what is not a time"},
		{table.Key{Case: "onevent-1", Entry: "time.Now"}, "ns/op", 50, "a dot in the name"},
	} {
		if got, ok := r.Figure(tt.key, tt.unit); !ok || got != tt.want {
			t.Errorf("%v in %s: %v %v, want %v: %s", tt.key, tt.unit, got, ok, tt.want, tt.reason)
		}
	}
	if _, ok := r.Figure(table.Key{Case: "emit-1", Entry: "nobody"}, "ns/op"); ok {
		t.Error("there is a figure of nothing")
	}
}

func TestBadFigure(t *testing.T) {
	r := table.NewResults()
	if err := r.Add(strings.NewReader("BenchmarkPeers/emit-1/direct-2 100 many ns/op\n")); err == nil {
		t.Error("a figure that is not a number was taken")
	}
}

// An entry that failed once has no figures, whatever its other rounds took.
func TestFailed(t *testing.T) {
	r := results(t)
	k := table.Key{Case: "emit-1", Entry: "eventbus"}
	if err := r.Add(strings.NewReader("BenchmarkPeers/emit-1/eventbus FAILED lost: listener 1 had 0 of 5 deliveries\n")); err != nil {
		t.Fatal(err)
	}
	if got := r.Failures(); len(got) != 1 || got[0] != k {
		t.Errorf("failures: %v", got)
	}
	if _, ok := r.Figure(k, "ns/op"); ok {
		t.Error("there is a figure of an entry that failed")
	}
	var out strings.Builder
	table.WriteSpeed(&out, r, []table.Row{{Name: "eventbus"}}, table.Columns()[:1])
	if !strings.Contains(out.String(), "| **eventbus** | **lost** |") {
		t.Errorf("the table does not say that it lost events:\n%s", &out)
	}
}

func TestWriteSpeed(t *testing.T) {
	var out strings.Builder
	table.WriteSpeed(&out, results(t), []table.Row{{Name: "eventbus"}, {Name: "direct"}, {Name: "other"}}, table.Columns()[:1])
	want := `|  | 1 listener |
|---|--:|
| **eventbus** | 20.0 ns (2.00 ×) |
| direct | 10.0 ns |
| other | – |
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}

func TestWriteFeatures(t *testing.T) {
	var out strings.Builder
	table.WriteFeatures(&out, []string{"typed"}, []table.Row{{Name: "a", Features: []bool{true}, Note: "fine"}})
	want := `|  | typed | and |
|---|:-:|---|
| a | yes | fine |
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}

func TestWriteTargets(t *testing.T) {
	of := table.Ref{Case: "emit-1", Entry: "eventbus", Unit: "ns/op"}
	to := table.Ref{Case: "emit-1", Entry: "direct", Unit: "ns/op"}
	unmeasured := table.Ref{Case: "x", Entry: "y", Unit: "ns/op"}
	targets := []table.Target{
		{Text: "twice", Of: of, Factor: 2, To: []table.Ref{to}},
		{Text: "less", Of: of, Factor: 1.9, To: []table.Ref{to}, Than: "a loop"},
		{Text: "plus", Of: of, Factor: 1, To: []table.Ref{to}, Add: 25},
		{Text: "allocates", Of: of, Add: 2000, NoAlloc: true},
		{Text: "unjudged", Of: of, To: []table.Ref{to}, NoGoal: true},
		{Text: "nobody", Of: unmeasured, Add: 1e9},
		{Text: "no such method", Of: unmeasured, NoGoal: true, IfThere: true},
	}
	const measured = `|  | measured | allocs | compared with | ratio | goal |  |
|---|--:|--:|---|--:|---|---|
| twice | 20.0 ns | 1 | ` + "`direct`" + ` 10.0 ns | 2.00 × | ≤ 2 × | met |
| less | 20.0 ns | 1 | a loop 10.0 ns | 2.00 × | ≤ 1.9 × | **not met** |
| plus | 20.0 ns | 1 | ` + "`direct`" + ` 10.0 ns | 2.00 × | ≤ 1 × + 25 ns | met |
| allocates | 20.0 ns | 1 |  |  | ≤ 2 µs, 0 allocs | **not met** |
| unjudged | 20.0 ns | 1 | ` + "`direct`" + ` 10.0 ns | 2.00 × |  |  |
`
	for _, tt := range []struct {
		measuredOnly  bool
		want          string
		missed, shown int
	}{
		{true, measured, 2, 5},
		{false, measured + "| nobody | not measured |  |  |  | ≤ 1 s | ? |\n", 3, 6},
	} {
		var out strings.Builder
		missed, shown := table.WriteTargets(&out, results(t), targets, tt.measuredOnly)
		if out.String() != tt.want || missed != tt.missed || shown != tt.shown {
			t.Errorf("%d of %d missed, want %d of %d; got\n%swant\n%s", missed, shown, tt.missed, tt.shown, &out, tt.want)
		}
	}
}

// In half of the entries, the rounds differ by so much.
func TestSpread(t *testing.T) {
	if got := results(t).Spread(); got != 1.1 {
		t.Errorf("the spread is %v, want 1.1: the middle of 20, 22 and 90 by the least", got)
	}
	if got := table.NewResults().Spread(); got != 0 {
		t.Errorf("the spread of nothing is %v", got)
	}
}

func TestWriteMain(t *testing.T) {
	r := table.NewResults()
	lines := "BenchmarkPeers/words-6-to-1/eventbus-2 5 30 ns/op\nBenchmarkPeers/words-6-to-1/direct-2 5 10 ns/op\n"
	if err := r.Add(strings.NewReader(lines)); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	table.WriteMain(&out, r)
	rows := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(rows) != 2+5 {
		t.Fatalf("%d lines, want a head and five figures:\n%s", len(rows), &out)
	}
	if want := "| typed emit to 1 synchronous listener | 30.0 ns | a loop by hand | 10.0 ns | 3.00 × |"; rows[2] != want {
		t.Errorf("got  %s\nwant %s", rows[2], want)
	}
	if want := "| typed emit to 10 synchronous listeners | – | a loop by hand | – | – |"; rows[3] != want {
		t.Errorf("got  %s\nwant %s", rows[3], want)
	}
}

// Each target names cases and entries that are measured: a slip would read as
// "not measured" for ever.
func TestTargetsAreMeasured(t *testing.T) {
	measured := map[table.Key]bool{}
	for _, c := range benchmarks.Cases() {
		for _, e := range c.Entries {
			measured[table.Key{Case: c.Name, Entry: e.Name}] = true
		}
	}
	for _, target := range table.Targets() {
		for _, ref := range append(target.To, target.Of) {
			if !target.IfThere && !measured[table.Key{Case: ref.Case, Entry: ref.Entry}] {
				t.Errorf("%s: nobody measures %v", target.Text, ref)
			}
		}
	}
	for _, c := range table.Columns() {
		if !measured[table.Key{Case: c.Case, Entry: "eventbus"}] {
			t.Errorf("column %q: nobody measures %s", c.Head, c.Case)
		}
	}
}
