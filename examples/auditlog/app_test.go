//go:build unix

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/audit"
	"go.uber.org/goleak"
)

// soon limits every wait for another process. It is long, since the machine may be
// busy; it only ever passes if something is broken.
const soon = 30 * time.Second

// role is the environment variable that makes the test binary run as another
// program. So the tests run the code that they were built with, -race included.
const role = "AUDITLOG_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "app":
		main()
	case "emitter":
		emitter()
	default:
		goleak.VerifyTestMain(m)
	}
}

// command prepares to run this binary as another program.
func command(t *testing.T, as string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), role+"="+as)
	cmd.Dir = t.TempDir() // the default -db would land in the source
	return cmd
}

// app is a running auditlog.
type app struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string // without a slash at the end
	db   string
	exit chan error // the end of the process, once

	mu   sync.Mutex
	logs []string
}

var listening = regexp.MustCompile(`msg=listening url=(\S+)/ `)

// start runs auditlog on a free port and waits until it listens. The end of the
// test stops it if it is still running.
func start(t *testing.T, db string, args ...string) *app {
	t.Helper()
	a := launch(t, command(t, "app", append([]string{"-addr", "127.0.0.1:0", "-db", db}, args...)...))
	a.db = db
	return a
}

func launch(t *testing.T, cmd *exec.Cmd) *app {
	t.Helper()
	stderr, err := cmd.StderrPipe()
	check(t, err)
	check(t, cmd.Start())
	a := &app{t: t, cmd: cmd, exit: make(chan error, 1)}
	ready := make(chan string, 1)
	go a.read(stderr, ready)
	t.Cleanup(func() {
		if err := cmd.Process.Kill(); err == nil {
			a.wait()
		}
	})
	select {
	case a.url = <-ready:
	case err := <-a.exit:
		a.exit <- err
		t.Fatalf("auditlog ended at once: %v\n%s", err, a.log())
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
	a.exit <- a.cmd.Wait()
}

func (a *app) log() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.Join(a.logs, "\n")
}

// wait returns how the process ended.
func (a *app) wait() error {
	a.t.Helper()
	select {
	case err := <-a.exit:
		a.exit <- err // for who asks again
		return err
	case <-time.After(soon):
		a.t.Fatalf("auditlog does not end\n%s", a.log())
		return nil
	}
}

// stop ends the program as an operator does, and expects a clean shutdown.
func (a *app) stop() {
	a.t.Helper()
	check(a.t, a.cmd.Process.Signal(syscall.SIGTERM))
	if err := a.wait(); err != nil {
		a.t.Fatalf("after SIGTERM: %v\n%s", err, a.log())
	}
}

// browser is an HTTP client with cookies that follows redirects.
func browser() *http.Client {
	jar, _ := cookiejar.New(nil) // it never fails
	return &http.Client{Jar: jar, Timeout: soon}
}

// answer is a response with its body.
type answer struct {
	*http.Response
	text string
}

func (a *app) do(c *http.Client, r *http.Request) answer {
	a.t.Helper()
	res, err := c.Do(r)
	check(a.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	check(a.t, err)
	return answer{res, string(body)}
}

func (a *app) request(method, path string, form url.Values, header ...string) *http.Request {
	a.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, a.url+path, strings.NewReader(form.Encode()))
	check(a.t, err)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

func (a *app) get(c *http.Client, path string, header ...string) answer {
	a.t.Helper()
	return a.do(c, a.request("GET", path, nil, header...))
}

func (a *app) post(c *http.Client, path string, form url.Values, header ...string) answer {
	a.t.Helper()
	return a.do(c, a.request("POST", path, form, header...))
}

func credentials(username, password string) url.Values {
	return url.Values{"username": {username}, "password": {password}}
}

// rows reads one page of the log as JSON, and the path of the next one.
func (a *app) rows(path string) (rows []audit.Row, next string) {
	a.t.Helper()
	res := a.get(http.DefaultClient, path, "Accept", "application/json")
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "application/json" {
		a.t.Fatalf("GET %s = %s, %s", path, res.Status, res.text)
	}
	if err := json.Unmarshal([]byte(res.text), &rows); err != nil {
		a.t.Fatalf("GET %s: %v in %s", path, err, res.text)
	}
	if link := res.Header.Get("Link"); link != "" {
		next = strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`)
	}
	return rows, next
}

// all follows the links through the whole log, newest first.
func (a *app) all() (rows []audit.Row) {
	a.t.Helper()
	for path := "/audit"; path != ""; {
		var page []audit.Row
		page, path = a.rows(path)
		rows = append(rows, page...)
	}
	return rows
}

// await reads the newest page until it has n rows of the topic.
func (a *app) await(n int, topic string) (found []audit.Row) {
	a.t.Helper()
	a.until(func() bool {
		rows, _ := a.rows("/audit")
		found = nil
		for _, r := range rows {
			if r.Topic == topic {
				found = append(found, r)
			}
		}
		return len(found) >= n
	}, "%d rows of %s", n, topic)
	if len(found) > n {
		a.t.Fatalf("%d rows of %s, want %d", len(found), topic, n)
	}
	return found
}

// until repeats a check until it succeeds or the process has ended.
func (a *app) until(ok func() bool, what string, args ...any) {
	a.t.Helper()
	for deadline := time.Now().Add(soon); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			a.t.Fatalf("still not there: "+what+"\n"+a.log(), args...)
		}
	}
}

func newDB(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "audit.db")
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
