package audit_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/audit"
)

// load returns a bus whose events of the namespace "user" are recorded in store.
func load(t testing.TB, store *audit.Store) *events.Bus {
	t.Helper()
	// EmitWait returns the failures, so the log need not show them again.
	bus := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	plugged := host.New(bus, host.WithLogger(slog.New(slog.DiscardHandler)))
	if err := plugged.Load(t.Context(), audit.New(store)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(plugged.Close(context.Background()), bus.Close(context.Background())); err != nil {
			t.Error(err)
		}
	})
	return bus
}

func TestNamespaceUserIsRecordedAndNothingElse(t *testing.T) {
	store := open(t, "a.db")
	bus := load(t, store)
	for _, name := range []string{"user.login", "user", "users.login", "user.profile.changed", "fp.app_ready"} {
		check(t, bus.As("somebody").EmitWait(t.Context(), name, events.Payload{"n": 1}))
	}
	rows := all(t, store)
	if len(rows) != 2 || rows[1].Topic != "user.login" || rows[0].Topic != "user.profile.changed" ||
		rows[0].Source != "somebody" || string(rows[0].Data) != `{"n":1}` {
		t.Errorf("recorded %+v, want user.login and user.profile.changed from somebody", rows)
	}
}

func TestEmitWaitAcknowledgesACommittedRow(t *testing.T) {
	store := open(t, "a.db")
	bus := load(t, store)
	for n := range 10 {
		check(t, bus.EmitWait(t.Context(), "user.login", nil))
		if rows := all(t, store); len(rows) != n+1 || string(rows[0].Data) != "{}" {
			t.Fatalf("after %d acknowledged events: %+v", n+1, rows)
		}
	}
}

func TestEmitInBlockingReturnsAfterTheCommit(t *testing.T) {
	store := open(t, "a.db")
	bus := load(t, store)
	check(t, bus.Emit(events.Blocking(t.Context()), "user.login", nil))
	if rows := all(t, store); len(rows) != 1 {
		t.Errorf("recorded %+v, want one row", rows)
	}
}

// An event that could not be recorded is never acknowledged.
func TestEmitWaitSaysThatNothingWasRecorded(t *testing.T) {
	store := open(t, "a.db")
	bus := load(t, store)
	check(t, store.Close())
	err := bus.EmitWait(t.Context(), "user.login", nil)
	fault, _ := errors.AsType[*events.ListenerError](err)
	if !errors.Is(err, audit.ErrClosed) || fault == nil || fault.Listener != "audit log" || fault.Owner != "audit" {
		t.Errorf("EmitWait = %v, want ErrClosed of the listener \"audit log\" of audit", err)
	}
}

func TestPayloadThatIsNoJSONIsRecordedAllTheSame(t *testing.T) {
	store := open(t, "a.db")
	bus := load(t, store)
	check(t, bus.EmitWait(t.Context(), "user.odd", events.Payload{
		"a": 1, "b": make(chan int), "c": math.NaN(), "d": "</script>\x00\xff",
	}))
	rows := all(t, store)
	want := `{"a":1,"b":"(not JSON: a chan int)","c":"(not JSON: a float64)","d":"\u003c/script\u003e\u0000\ufffd"}`
	if len(rows) != 1 || string(rows[0].Data) != want {
		t.Errorf("recorded %s, want %s", rows[0].Data, want)
	}
}

func TestValueWhoseJSONPanicsIsReported(t *testing.T) {
	store := open(t, "a.db")
	bus := load(t, store)
	err := bus.EmitWait(t.Context(), "user.odd", events.Payload{"bomb": bomb{}})
	if fault, _ := errors.AsType[*events.PanicError](err); fault == nil {
		t.Errorf("EmitWait = %v, want a *PanicError", err)
	}
	check(t, bus.EmitWait(t.Context(), "user.login", nil)) // and the log goes on
}

type bomb struct{}

func (bomb) MarshalJSON() ([]byte, error) { panic("boom") }

// BenchmarkAcknowledged measures events per second when every emitter waits for
// the commit. The goal is 10,000.
func BenchmarkAcknowledged(b *testing.B) {
	store, err := audit.Open(b.Context(), filepath.Join(b.TempDir(), "a.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	bus := load(b, store)
	payload := events.Payload{"user_id": 1, "username": "ada", "text": strings.Repeat("x", 40)}
	var failed atomic.Int64
	b.SetParallelism(256) // goroutines a core
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if bus.EmitWait(b.Context(), "user.login", payload) != nil {
				failed.Add(1)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	if n := failed.Load(); n != 0 {
		b.Errorf("%d events not recorded", n)
	}
}
