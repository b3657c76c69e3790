package browser

import (
	"bufio"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// app is a running example.
type app struct {
	t    testing.TB
	cmd  *exec.Cmd
	url  string // without a slash at the end
	exit chan struct{}
	err  error // how it ended; after exit

	mu   sync.Mutex
	logs []string
}

var listening = regexp.MustCompile(`msg=listening url=(\S+)/ `)

// start runs the example on a free port, with its own database, and waits until it
// listens.
func start(t testing.TB, args ...string) *app {
	t.Helper()
	skipIfShort(t)
	path, err := theProgram()
	check(t, err)
	cmd := exec.Command(path, append([]string{"-addr", "127.0.0.1:0", "-db", filepath.Join(t.TempDir(), "audit.db")}, args...)...)
	stderr, err := cmd.StderrPipe()
	check(t, err)
	check(t, cmd.Start())
	a := &app{t: t, cmd: cmd, exit: make(chan struct{})}
	ready := make(chan string, 1)
	go a.read(stderr, ready)
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has ended already, mostly
		<-a.exit
	})
	select {
	case a.url = <-ready:
	case <-a.exit:
		t.Fatalf("auditlog ended at once: %v\n%s", a.err, a.log())
	case <-time.After(soon):
		t.Fatalf("auditlog does not listen\n%s", a.log())
	}
	return a
}

// read keeps the log, finds the address in it, and waits for the exit.
func (a *app) read(stderr io.Reader, ready chan<- string) {
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		a.mu.Lock()
		a.logs = append(a.logs, lines.Text())
		a.mu.Unlock()
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			ready <- m[1]
		}
	}
	a.err = a.cmd.Wait()
	close(a.exit)
}

func (a *app) log() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.Join(a.logs, "\n")
}
