package table_test

import (
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/peers"
	"github.com/fastpluggy/eventbus/internal/peers/table"
)

const canned = `goos: linux
cpu: some processor
BenchmarkPeers/emit-1/eventbus-2         	 1440007	        20.0 ns/op	       0 B/op	       0 allocs/op
BenchmarkPeers/emit-1/eventbus-2         	 1440007	        90.0 ns/op	       0 B/op	       0 allocs/op
BenchmarkPeers/emit-1/eventbus-2         	 1440007	        22.0 ns/op	       0 B/op	       0 allocs/op
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

func TestMedian(t *testing.T) {
	r := results(t)
	for _, tt := range []struct {
		key    table.Key
		unit   string
		want   float64
		reason string
	}{
		{table.Key{Case: "emit-1", Entry: "eventbus"}, "ns/op", 22, "the middle of three, whatever the outlier"},
		{table.Key{Case: "emit-1", Entry: "direct"}, "ns/op", 11, "between the two; no number of processors in the name"},
		{table.Key{Case: "async-1x1", Entry: "direct-chan"}, "ns/op", 150000, "a hyphen in the name"},
		{table.Key{Case: "idle-names-10000", Entry: "eventbus"}, "B/name", 287.6, "a unit of its own"},
		{table.Key{Case: "onevent-1", Entry: "time.Now"}, "ns/op", 50, "a dot in the name"},
	} {
		if got, ok := r.Median(tt.key, tt.unit); !ok || got != tt.want {
			t.Errorf("%v in %s: %v %v, want %v: %s", tt.key, tt.unit, got, ok, tt.want, tt.reason)
		}
	}
	if _, ok := r.Median(table.Key{Case: "emit-1", Entry: "nobody"}, "ns/op"); ok {
		t.Error("there is a median of nothing")
	}
}

func TestBadFigure(t *testing.T) {
	r := table.NewResults()
	if err := r.Add(strings.NewReader("BenchmarkPeers/emit-1/direct-2 100 many ns/op\n")); err == nil {
		t.Error("a figure that is no number was taken")
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
	if _, ok := r.Median(k, "ns/op"); ok {
		t.Error("there is a median of an entry that failed")
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
| **eventbus** | 22.0 ns (2.0 ×) |
| direct | 11.0 ns |
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
	var out strings.Builder
	missed := table.WriteTargets(&out, results(t), []table.Target{
		{Text: "twice", Of: of, Factor: 2, To: []table.Ref{to}},
		{Text: "less", Of: of, Factor: 1.9, To: []table.Ref{to}},
		{Text: "plus", Of: of, Factor: 1, To: []table.Ref{to}, Add: 25},
		{Text: "nobody", Of: table.Ref{Case: "x", Entry: "y", Unit: "ns/op"}, Add: 1},
	})
	want := `| target | measured | |
|---|---|---|
| twice | 22.0 ns, limit 22.0 ns (2.00 ×) | met |
| less | 22.0 ns, limit 20.9 ns (2.00 ×) | **not met** |
| plus | 22.0 ns, limit 36.0 ns | met |
| nobody | not measured | ? |
`
	if out.String() != want || missed != 2 {
		t.Errorf("%d missed, want 2; got\n%swant\n%s", missed, &out, want)
	}
}

// Each target names cases and entries that are measured: a slip would read as
// "not measured" for ever.
func TestTargetsAreMeasured(t *testing.T) {
	measured := map[table.Key]bool{}
	for _, c := range peers.Cases() {
		for _, e := range c.Entries {
			measured[table.Key{Case: c.Name, Entry: e.Name}] = true
		}
	}
	for _, target := range table.Targets() {
		for _, ref := range append(target.To, target.Of) {
			if !measured[table.Key{Case: ref.Case, Entry: ref.Entry}] {
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
