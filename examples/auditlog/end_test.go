//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/audit"
)

// Every login that was answered is in the database after SIGTERM, although no
// request waited for its row.
func TestSIGTERMDrains(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		a := start(t, newDB(t))
		answered := a.load(8, func(total int64) {
			if total == 60 { // in the middle of the others
				check(t, a.cmd.Process.Signal(signal))
			}
		})
		if err := a.wait(); err != nil {
			t.Fatalf("after %v: %v\n%s", signal, err, a.log())
		}
		rows := read(t, a.db)
		names := usernames(t, rows)
		for _, name := range answered {
			if names[name] != 1 {
				t.Errorf("%v: the login of %s was answered and is recorded %d times", signal, name, names[name])
			}
		}
		if len(answered) < 60 {
			t.Errorf("only %d logins before the end", len(answered))
		}
		if last := rows[0]; last.Topic != "user.digest" {
			t.Errorf("the last row is %+v, want the digest that is emitted at the end", last)
		}
		if files, _ := filepath.Glob(a.db + "*"); len(files) != 1 {
			t.Errorf("the end leaves %q, want the database alone", files)
		}
	}
}

// load sends failing logins, each with a different name, from n clients until the
// application refuses connections. It returns the names that were answered.
func (a *app) load(clients int, count func(total int64)) (answered []string) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var total atomic.Int64
	for c := range clients {
		wg.Go(func() {
			client := &http.Client{Transport: &http.Transport{}, Timeout: soon}
			for i := 0; ; i++ {
				name := fmt.Sprintf("%s-%d-%d", filepath.Base(a.cmd.Dir)+fmt.Sprint(a.cmd.Process.Pid), c, i)
				res, err := client.PostForm(a.url+"/login", credentials(name, "wrong"))
				if err != nil {
					return
				}
				res.Body.Close()
				if res.StatusCode != http.StatusUnauthorized {
					return // the plugins are unloaded
				}
				mu.Lock()
				answered = append(answered, name)
				mu.Unlock()
				count(total.Add(1))
			}
		})
	}
	wg.Wait()
	return answered
}

// read returns the whole log of a file, newest first.
func read(t *testing.T, db string) (rows []audit.Row) {
	t.Helper()
	store, err := audit.Open(t.Context(), db)
	check(t, err)
	defer store.Close()
	rows, _, err = store.Page(t.Context(), 0, 1<<30)
	check(t, err)
	return rows
}

// usernames counts the failed logins by name.
func usernames(t *testing.T, rows []audit.Row) map[string]int {
	t.Helper()
	names := map[string]int{}
	for _, r := range rows {
		if r.Topic == "user.login_failed" {
			var data struct{ Username string }
			check(t, json.Unmarshal(r.Data, &data))
			names[data.Username]++
		}
	}
	return names
}

// A job in events.Blocking continues only after its event is
// recorded.
func TestDigestIsToldWhenItIsRecorded(t *testing.T) {
	t.Parallel()
	a := start(t, newDB(t), "-digest", "20ms", "-trace")
	a.post(http.DefaultClient, "/login", credentials("ada", "wrong"))
	a.until(func() bool { return strings.Contains(a.log(), `msg="digest emitted"`) }, "the digest")
	if rows, _ := a.rows("/audit"); len(rows) != 2 || rows[0].Topic != "user.digest" || rows[0].Source != "digest" {
		t.Errorf("the log is %+v, want the digest and the login", rows)
	}
	if !strings.Contains(a.log(), "user.login_failed") {
		t.Error("-trace prints no line for an event")
	}
	a.stop()
}
