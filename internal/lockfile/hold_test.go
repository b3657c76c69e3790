package lockfile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Two programs that count in one file, each under Hold, lose no count.
func TestHoldLosesNothingBetweenPrograms(t *testing.T) {
	const programs, rounds = 4, 50
	if path := os.Getenv("COUNT_IN"); path != "" {
		countIn(t, path, rounds)
		return
	}
	path := filepath.Join(t.TempDir(), "count")
	var running []*exec.Cmd
	for range programs {
		cmd := exec.Command(os.Args[0], "-test.run=^TestHoldLosesNothingBetweenPrograms$")
		cmd.Env = append(os.Environ(), "COUNT_IN="+path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(path); got != programs*rounds {
		t.Errorf("counted to %d, want %d", got, programs*rounds)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func countIn(t *testing.T, path string, rounds int) {
	t.Helper()
	for range rounds {
		release, err := Hold(t.Context(), filepath.Dir(path), func(string) {})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strconv.Itoa(read(path)+1)), 0o600); err != nil {
			t.Fatal(err)
		}
		release()
	}
}

func read(path string) int {
	text, _ := os.ReadFile(path)
	n, _ := strconv.Atoi(string(text))
	return n
}

// Where folders can't be locked, a file stands for the hold.
func TestHoldByFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "held")
	release, err := holdFile(t.Context(), path, &holdWait{patience: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holdFile(t.Context(), path, &holdWait{path: "L", patience: 10 * time.Millisecond}); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("process %d holds L; if no evgen is running, remove %s", os.Getpid(), path)) {
		t.Errorf("a second hold has the error %v", err)
	}
	got := make(chan error)
	go func() {
		release, err := holdFile(t.Context(), path, &holdWait{patience: time.Hour})
		if err == nil {
			release()
		}
		got <- err
	}()
	release()
	if err := <-got; err != nil {
		t.Errorf("who waits has the error %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is left behind (%v)", err)
	}
}

func TestHoldOfAFolderThatIsGone(t *testing.T) {
	if _, err := Hold(t.Context(), filepath.Join(t.TempDir(), "gone"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the error is %v", err)
	}
}

// A holder is named after a second, and an interrupt ends the wait.
func TestHoldNamesTheHolder(t *testing.T) {
	if _, err := os.Stat("/proc/locks"); err != nil {
		t.Skip("this system does not tell who holds a lock")
	}
	root := t.TempDir()
	release, err := Hold(t.Context(), root, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	var notes []string
	_, err = Hold(ctx, root, func(text string) {
		notes = append(notes, text)
		cancel()
	})
	want := fmt.Sprintf("waiting for %s, which is held by process %d lockfile", filepath.Join(root, FileName), os.Getpid())
	if !errors.Is(err, context.Canceled) || len(notes) != 1 || !strings.HasPrefix(notes[0], want) {
		t.Errorf("the error is %v, the notes %q, want %q", err, notes, want)
	}
}
