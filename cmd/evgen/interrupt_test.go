//go:build unix

package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// noteWaiter collects what a program prints, and interrupts it when it says that it
// waits.
type noteWaiter struct {
	text  bytes.Buffer
	waits func()
}

func (w *noteWaiter) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("waiting for")) {
		w.waits()
	}
	return w.text.Write(p)
}

// Ctrl-C while evgen waits for another program leaves all files as they were, and no
// others. evgen add takes back the declaration that it has written.
func TestInterruptLeavesNothing(t *testing.T) {
	repo, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	files := map[string]string{
		"go.mod":    "module example.com/app\n\ngo 1.26.0\n\nrequire github.com/fastpluggy/eventbus v0.0.0\n\nreplace github.com/fastpluggy/eventbus => " + repo + "\n",
		"events.go": "package app\n\nimport \"github.com/fastpluggy/eventbus/events\"\n\nvar Emits = []events.EventSpec{{Name: \"user.login\"}}\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	release, err := lockfile.Hold(t.Context(), root, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	for _, args := range [][]string{{}, {"add", "user.logout"}} {
		cmd := exec.Command("evgen", args...)
		cmd.Dir, cmd.Stdout = root, io.Discard
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		stderr := &noteWaiter{waits: func() { _ = cmd.Process.Signal(syscall.SIGINT) }}
		cmd.Stderr = stderr
		if err := cmd.Run(); err == nil || !strings.HasSuffix(stderr.text.String(), "interrupted, nothing written\n") {
			t.Errorf("evgen %v: %v, %s", args, err, &stderr.text)
		}
		left, err := os.ReadDir(root)
		if err != nil || len(left) != len(files) {
			t.Errorf("evgen %v has left %v, %v", args, left, err)
		}
		if text, _ := os.ReadFile(filepath.Join(root, "events.go")); string(text) != files["events.go"] {
			t.Errorf("evgen %v has left the declaration:\n%s", args, text)
		}
	}
}
