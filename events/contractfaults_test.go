package events_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// A fault is told once, with the emit's place, and counted from then on.
func TestFaultIsToldOnceAndCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, told := held(t, events.Report)
		view := b.As("web")
		var place string
		for i := range 5 {
			_, file, line, _ := runtime.Caller(0)
			_ = view.Emit(background, "user.login", events.Payload{"user_id": float64(i) + 0.5, "usernam": "ada"})
			place = fmt.Sprintf("%s:%d", file, line+1)
			time.Sleep(time.Second)
		}
		_ = view.Emit(background, "user.login", events.Payload{"user_id": 1, "usernam": "ada"}, events.From("job"))
		if got := told.told(t); len(got) != 3+2 {
			t.Fatalf("the error handler was told %q, want three faults of web and two of job", got)
		}
		first := told.all[0]
		c, ok := first.err.(*events.ContractError)
		if !ok || c.Topic != "user.login" || c.Source != "web" || c.Field != "user_id" || fmt.Sprintf("%s:%d", c.File, c.Line) != place {
			t.Errorf("the first fault is %+v, want it at %s", first.err, place)
		}
		if p, ok := errors.AsType[*events.PayloadError](first.err); !ok || *p != (events.PayloadError{Topic: "user.login", Field: "user_id", Want: "int64", Have: "float64 0.5"}) {
			t.Errorf("as a payload error it is %v", p)
		}
		if e := first.event; e.Name != "user.login" || e.Source != "web" || e.Payload()["usernam"] != "ada" || e.Time.IsZero() {
			t.Errorf("the event with it is %+v", e)
		}
		if l := first.listener; l.Name != "" || l.Owner != "" || l.Flags == nil {
			t.Errorf("the listener with it is %+v, want none", l)
		}
		wantText(t, told.all[2].err.Error(), `"usernam"`, "not declared", `"username"`, filepath.Base(c.File))
		faults := b.ContractFaults()
		if len(faults) != 5 || faults[0].Source != "job" || faults[0].Count != 1 || faults[2].Count != 5 ||
			!faults[2].First.Equal(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)) || faults[3].Field != "usernam" || faults[3].Near != "username" {
			t.Errorf("kept are %+v", faults)
		}
		raw, err := json.Marshal(faults[2])
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, string(raw), `"topic":"user.login"`, `"source":"web"`, `"field":"user_id"`, `"want":"int64"`, `"have":"float64 0.5"`, `"count":5`, `"first":"2000`)
	})
}

// At most 1,000 faults are kept; more are counted.
func TestFaultsAreBounded(t *testing.T) {
	b, told := held(t, events.Report)
	const all = 1100
	for i := range all {
		_ = b.Emit(background, "user.login", events.Payload{"user_id": 1, "username": "ada", fmt.Sprint("f", i): 1})
	}
	if n, dropped := len(b.ContractFaults()), b.ContractFaultsDropped(); n != 1000 || dropped != all-1000 {
		t.Errorf("%d faults are kept and %d dropped, want 1000 and %d", n, dropped, all-1000)
	}
	if n := len(told.told(t)); n != 1000 {
		t.Errorf("%d were told", n)
	}
}

// If several goroutines meet a fault at the same time, one reports it and all are
// counted.
func TestFaultIsToldOnceByManyGoroutines(t *testing.T) {
	b, told := held(t, events.Report)
	const goroutines, emits = 8, 200
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for range emits {
				_ = b.Emit(background, "user.login", events.Payload{"user_id": 1})
			}
		})
	}
	all.Wait()
	if got := told.told(t); len(got) != 1 {
		t.Errorf("told %q", got)
	}
	if f := b.ContractFaults(); len(f) != 1 || f[0].Count != goroutines*emits {
		t.Errorf("kept are %+v", f)
	}
}

// Faults go to the error handler of the emitter's view, otherwise to the bus's,
// otherwise to the log.
func TestWhoIsToldOfFaults(t *testing.T) {
	var log bytes.Buffer
	b := events.New(events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	mustDeclare(t, b, signedIn)
	own := &failures{}
	b.As("web").OnError(own.handle)
	_ = b.As("web").Emit(background, "user.login", nil)
	if got := own.told(t); len(got) != 2 || log.Len() != 0 {
		t.Errorf("the view's handler was told %q; log %q", got, &log)
	}
	_ = b.As("job").Emit(background, "user.login", nil)
	wantText(t, log.String(), "level=WARN", "event=user.login", "source=job", `\"username\" (string) is missing`)
}

// An error handler may emit, panic and end its goroutine.
func TestErrorHandlerToldOfFaultsMayDoAnything(t *testing.T) {
	var log bytes.Buffer
	calls := 0
	var b *events.Bus
	do := func() {}
	b = events.New(events.WithLogger(slog.New(slog.NewTextHandler(&log, nil))),
		events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) { calls++; do() }))
	mustDeclare(t, b, signedIn)
	fresh := 0
	bad := func() {
		fresh++
		_ = b.Emit(background, "user.login", events.Payload{"user_id": 1, "username": "x", fmt.Sprint("f", fresh): 1})
	}
	do = bad
	bad()
	if calls != 1 {
		t.Errorf("the handler's own emit called it: %d calls", calls)
	}
	wantText(t, log.String(), `\"f2\"`)
	do = func() { panic("boom") }
	bad()
	wantText(t, log.String(), "boom")
	do = runtime.Goexit
	done := make(chan struct{})
	go func() { defer close(done); bad() }()
	<-done
	if err := b.Drain(background); err != nil || calls != 3 {
		t.Errorf("%v; %d calls", err, calls)
	}
}
