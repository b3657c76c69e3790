//go:build unix

package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/audit"
)

// rounds is the number of times that a process is killed.
func rounds() int {
	if testing.Short() {
		return 5
	}
	return 20
}

// B60: rows that GET /audit has shown are still there after SIGKILL at any moment,
// once, and the file is intact.
func TestShownRowsSurviveSIGKILL(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	shown := map[int64]audit.Row{}
	told := 0 // digests, which the job has logged after its Emit
	round := 0
	// On a busy machine all rounds may end before a digest: then there are more.
	for ; round < rounds() || told == 0 && round < 10*rounds(); round++ {
		a := start(t, db, "-digest", "3ms")
		a.compare(shown, round)
		// Any moment will do. But on a busy machine a process may not get far
		// before it is killed, so in every other round it has answered first.
		var armed sync.Once
		kill := func() {
			armed.Do(func() { time.AfterFunc(rand.N(200*time.Millisecond), func() { a.cmd.Process.Kill() }) })
		}
		if round%2 == 0 {
			kill()
		}
		var watch sync.WaitGroup
		watch.Go(func() { a.watch(shown) })
		answered := a.load(4, func(int64) { kill() })
		kill()
		watch.Wait()
		killed(t, a.wait())
		told += strings.Count(a.log(), `msg="digest emitted"`)
		t.Logf("round %d: %d answered, %d rows shown so far", round, len(answered), len(shown))
	}
	a := start(t, db)
	a.compare(shown, round)
	a.stop()
	rows := read(t, db)
	for name, n := range usernames(t, rows) {
		if n != 1 {
			t.Errorf("the one login of %s is recorded %d times", name, n)
		}
	}
	digests := 0
	for _, r := range rows {
		if r.Topic == "user.digest" {
			digests++
		}
	}
	// One row per round may be recorded without its log line, but not the other
	// way round.
	if digests < told || digests > told+round || told == 0 {
		t.Errorf("%d digests told, %d recorded", told, digests)
	}
	if len(shown) == 0 {
		t.Error("no row was ever shown: the test has tested nothing")
	}
}

// killed checks that a process was ended by the signal, not by itself.
func killed(t *testing.T, err error) {
	t.Helper()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("the process ended by itself: %v", err)
	}
}

// compare checks the file and reads the whole log over HTTP: every row that was
// ever shown must be there unchanged. It counts all rows as shown from then on.
func (a *app) compare(shown map[int64]audit.Row, round int) {
	a.t.Helper()
	sound(a.t, a.db)
	now := map[int64]audit.Row{}
	for _, r := range a.all() {
		if _, twice := now[r.ID]; twice {
			a.t.Errorf("round %d: row %d is listed twice", round, r.ID)
		}
		now[r.ID] = r
	}
	for id, was := range shown {
		if is, ok := now[id]; !ok || !reflect.DeepEqual(is, was) {
			a.t.Errorf("round %d: row %d was shown as %+v and is now %+v", round, id, was, is)
		}
	}
	for id, r := range now {
		shown[id] = r
	}
}

// watch reads the newest page repeatedly until the process is gone.
func (a *app) watch(shown map[int64]audit.Row) {
	client := browser()
	for {
		r := a.request("GET", "/audit", nil, "Accept", "application/json")
		res, err := client.Do(r)
		if err != nil {
			return
		}
		var rows []audit.Row
		err = json.NewDecoder(res.Body).Decode(&rows)
		res.Body.Close()
		if err != nil {
			return // cut off: not shown
		}
		for _, r := range rows {
			shown[r.ID] = r
		}
	}
}

// sound checks the file's integrity.
func sound(t *testing.T, db string) {
	t.Helper()
	conn, err := sql.Open("sqlite", db)
	check(t, err)
	defer conn.Close()
	var result string
	check(t, conn.QueryRow("PRAGMA integrity_check").Scan(&result))
	if result != "ok" {
		t.Fatalf("integrity_check says %s", result)
	}
}

// B60: an event that an EmitWait has acknowledged is recorded after SIGKILL, once.
func TestAcknowledgedEventsSurviveSIGKILL(t *testing.T) {
	t.Parallel()
	db := newDB(t)
	acknowledged := map[string]bool{}
	for round := range rounds() {
		cmd := command(t, "emitter", db, strconv.Itoa(round))
		stdout, err := cmd.StdoutPipe()
		check(t, err)
		cmd.Stderr = os.Stderr
		check(t, cmd.Start())
		lines := bufio.NewScanner(stdout)
		if !lines.Scan() { // "ready"
			t.Fatal("the emitter does not start")
		}
		kill := time.AfterFunc(rand.N(100*time.Millisecond), func() { cmd.Process.Kill() })
		for lines.Scan() {
			if lines.Text() != "" && strings.HasSuffix(lines.Text(), ".") { // a whole line
				acknowledged[strings.TrimSuffix(lines.Text(), ".")] = true
			}
		}
		kill.Stop()
		killed(t, cmd.Wait())
		sound(t, db)
	}
	recorded := map[string]int{}
	for _, r := range read(t, db) {
		var data struct{ ID string }
		check(t, json.Unmarshal(r.Data, &data))
		recorded[data.ID]++
	}
	for id, n := range recorded {
		if n != 1 {
			t.Errorf("event %s is recorded %d times", id, n)
		}
	}
	for id := range acknowledged {
		if recorded[id] != 1 {
			t.Errorf("event %s was acknowledged and is lost", id)
		}
	}
	if len(acknowledged) == 0 {
		t.Error("no event was ever acknowledged: the test has tested nothing")
	}
	t.Logf("%d acknowledged, %d recorded", len(acknowledged), len(recorded))
}

// emitter is a program that emits until it is killed, and prints each event that
// EmitWait has acknowledged. Its arguments are a file and the number of the round.
func emitter() {
	ctx := context.Background()
	store, err := audit.Open(ctx, filepath.Clean(os.Args[1]))
	if err != nil {
		panic(err)
	}
	bus := events.New()
	if err := host.New(bus).Load(ctx, audit.New(store)); err != nil {
		panic(err)
	}
	fmt.Println("ready")
	for worker := range 8 {
		go func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%s-%d-%d", os.Args[2], worker, i)
				if err := bus.EmitWait(ctx, "user.test", events.Payload{"id": id}); err != nil {
					panic(err)
				}
				fmt.Println(id + ".")
			}
		}()
	}
	select {}
}
