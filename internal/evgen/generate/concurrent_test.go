package generate_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/fastpluggy/eventbus/internal/evgen/generate"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// If two runs read the lock before either writes it, the second to write keeps
// the lines of the first.
func TestSecondRunKeepsTheLinesOfTheFirst(t *testing.T) {
	dir := writeModule(t, 2)
	var writes []func() error
	for i := range 2 {
		write, err := generate.PlanRun(t.Context(), dir, fmt.Sprintf("./p%d", i))
		if err != nil {
			t.Fatal(err)
		}
		writes = append(writes, write)
	}
	for _, write := range writes {
		if err := write(); err != nil {
			t.Fatal(err)
		}
	}
	lock, err := lockfile.Read(filepath.Join(dir, lockfile.FileName))
	if err != nil || len(lock.Packages()) != 2 {
		t.Errorf("the lock has the packages %v (%v), want both", lock.Packages(), err)
	}
}
