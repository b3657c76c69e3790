package generate_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/fastpluggy/eventbus/internal/evgen/evgentest"
)

// writeModule writes a module whose packages p0, p1, … declare events in two files,
// unsorted, with constants of the package before. It returns the directory.
func writeModule(t *testing.T, packages int) string {
	t.Helper()
	dir := evgentest.EmptyModule(t)
	for i := range packages {
		folder := filepath.Join(dir, fmt.Sprintf("p%d", i))
		evgentest.WriteFile(t, filepath.Join(folder, "a.go"), fmt.Sprintf(unsortedFile, i))
		imports, kind := "", `"base"`
		if i > 0 {
			imports, kind = fmt.Sprintf("import \"example.com/app/p%d\"\n", i-1), fmt.Sprintf(`p%d.Kind + ".x"`, i-1)
		}
		evgentest.WriteFile(t, filepath.Join(folder, "z.go"), fmt.Sprintf(dependentFile, i, imports, kind))
	}
	return dir
}

const unsortedFile = `package p%[1]d

import "github.com/fastpluggy/eventbus/events"

var A = []events.EventSpec{{Name: "y%[1]d.b"}, {Name: "y%[1]d.a"}, {Name: "b%[1]d"}}
`

const dependentFile = `package p%[1]d

%[2]simport "github.com/fastpluggy/eventbus/events"

const Kind = "k%[1]d"

var Z = []events.EventSpec{{Name: %[3]s + ".done", Payload: events.Schema{"z": "time.Time", "a": "net/netip.Addr"}}}
`
