package events_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// signedIn declares a field of each sort.
var signedIn = events.EventSpec{Name: "user.login", Payload: events.Schema{
	"user_id": "int64", "username": "string", "at": "*time.Time", "tags": "*[]string", "extra": "*any", "addr": "*net/netip.Addr",
}}

// held returns a bus on which signedIn is declared, and what its error handler
// is told.
func held(t *testing.T, m events.ContractMode) (*events.Bus, *failures) {
	t.Helper()
	f := &failures{}
	b := events.New(events.WithErrorHandler(f.handle), events.WithContracts(m))
	mustDeclare(t, b.As("auth"), signedIn)
	return b, f
}

// told returns what the error handler was told, as "field: want, have".
func (f *failures) told(t *testing.T) (all []string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.all {
		c, ok := errors.AsType[*events.ContractError](one.err)
		if !ok {
			t.Errorf("the error handler was told %T %v", one.err, one.err)
			continue
		}
		all = append(all, fmt.Sprintf("%s: %s, %s", c.Field, c.Want, c.Have))
	}
	return all
}

// B45, promise 16: an untyped emit of a declared name is held against the
// declaration, by the rules of conversion, and delivered all the same.
func TestB45_EmitsAreHeldAgainstTheDeclaration(t *testing.T) {
	var addr netip.Addr
	for _, tt := range []struct {
		name string
		p    events.Payload
		want []string
	}{
		{"the very types", events.Payload{"user_id": int64(1), "username": "ada"}, nil},
		{"all fields", events.Payload{
			"user_id": int64(1), "username": "ada", "at": time.Now(), "tags": []string{"x"}, "extra": 1, "addr": addr,
		}, nil},
		{"a number without loss", events.Payload{"user_id": 3.0, "username": "ada"}, nil},
		{"a number that doesn't fit", events.Payload{"user_id": 3.5, "username": "ada"}, []string{"user_id: int64, float64 3.5"}},
		{"missing", events.Payload{"user_id": 1}, []string{"username: string, nothing"}},
		{"nil payload", nil, []string{"user_id: int64, nothing", "username: string, nothing"}},
		{"nil for a required field", events.Payload{"user_id": nil, "username": "ada"}, []string{"user_id: int64, nil"}},
		{"nil for optional fields", events.Payload{"user_id": 1, "username": "ada", "at": nil, "tags": nil, "extra": nil, "addr": nil}, nil},
		{"pointers for optional fields", events.Payload{
			"user_id": 1, "username": "ada", "at": new(time.Now()), "tags": &[]string{}, "addr": &addr,
		}, nil},
		{"a pointer for a required field", events.Payload{"user_id": new(int64(1)), "username": "ada"}, []string{"user_id: int64, *int64"}},
		{"text of a time", events.Payload{"user_id": 1, "username": "ada", "at": "2026-01-02T15:04:05Z"}, nil},
		{"text of no time", events.Payload{"user_id": 1, "username": "ada", "at": 5}, []string{"at: time.Time, int"}},
		{"inside a list", events.Payload{"user_id": 1, "username": "ada", "tags": []any{"a", 2}}, []string{"tags[1]: string, int"}},
		{"another type and a field too many", events.Payload{"user_id": "7", "username": "ada", "usrname": 1}, []string{
			"user_id: int64, string", "usrname: nothing, int",
		}},
		{"a named type by its text", events.Payload{"user_id": 1, "username": "ada", "addr": "::1"}, nil},
		{"a named type that is another", events.Payload{"user_id": 1, "username": "ada", "addr": netip.Prefix{}}, []string{
			"addr: net/netip.Addr, net/netip.Prefix",
		}},
		{"what is no data for a named type", events.Payload{"user_id": 1, "username": "ada", "addr": func() {}}, []string{"addr: net/netip.Addr, func()"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, told := held(t, events.Report)
			var heard []events.Payload
			b.On("user.login", func(_ context.Context, e events.Event) error { heard = append(heard, e.Payload()); return nil })
			if err := b.EmitWait(background, "user.login", tt.p); err != nil {
				t.Errorf("the emitter was told: %v", err)
			}
			if diff := cmp.Diff(tt.want, told.told(t)); diff != "" {
				t.Errorf("the error handler was told (-want +got):\n%s", diff)
			}
			if len(heard) != 1 {
				t.Errorf("the event was heard %d times, want once", len(heard))
			}
		})
	}
}

// B49: nil is no value of a type that this program does not know, either.
func TestNilForARequiredNamedTypeIsRefused(t *testing.T) {
	b := events.New(events.WithContracts(events.Enforce))
	mustDeclare(t, b, events.EventSpec{Name: "host.seen", Payload: events.Schema{"ip": "net/netip.Addr"}})
	err := b.Emit(background, "host.seen", events.Payload{"ip": nil})
	if c, ok := errors.AsType[*events.ContractError](err); !ok || c.Field != "ip" || c.Have != "nil" {
		t.Errorf("%v, want a *ContractError for ip", err)
	}
}

// Grump is a type whose own code panics.
type Grump string

func (*Grump) UnmarshalText([]byte) error { panic("boom") }

// B20: the code of a declared type that panics hurts no emitter and no listener
// that doesn't ask for it.
func TestTypeThatPanicsDoesNotReachTheEmitter(t *testing.T) {
	topic := typed.NewTopic[struct {
		Mood Grump `json:"mood"`
	}]("a.mood")
	for mode, heard := range map[events.ContractMode]int{events.Report: 1, events.Enforce: 0} {
		f := &failures{}
		b := events.New(events.WithErrorHandler(f.handle), events.WithContracts(mode))
		mustDeclare(t, b, topic.Spec())
		n := 0
		b.On("a.mood", func(context.Context, events.Event) error { n++; return nil })
		err := b.Emit(background, "a.mood", events.Payload{"mood": "bad"})
		if (err != nil) != (mode == events.Enforce) || n != heard {
			t.Errorf("%v: %v; heard %d times, want %d", mode, err, n, heard)
		}
		if told := f.told(t); len(told) != 1 || !strings.Contains(told[0], "boom") {
			t.Errorf("%v: the error handler was told %q", mode, told)
		}
	}
}

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

// With Ignore nothing is compared.
func TestIgnore(t *testing.T) {
	b, told := held(t, events.Ignore)
	must := b.Emit(background, "user.login", events.Payload{"x": 1})
	must = errors.Join(must, b.Expect(events.EventSpec{Name: "user.login", Payload: events.Schema{"nobody_has": "int"}}))
	if got := told.told(t); must != nil || got != nil || len(b.ContractFaults()) != 0 {
		t.Errorf("%v; told %q", must, got)
	}
	if d := b.Catalog(); len(d) != 1 || d[0].Emits != 1 {
		t.Errorf("the catalog is %+v", d)
	}
}

// Undeclared names are not looked at, and neither are payloads before they are
// declared.
func TestUndeclaredNamesAreNotReported(t *testing.T) {
	b, told := watched()
	mustEmit(t, b, "user.login", events.Payload{"x": 1})
	mustEmit(t, b, "user.logout", nil)
	mustDeclare(t, b, signedIn)
	mustEmit(t, b, "user.logout", nil)
	mustEmit(t, b, "user.login", nil)
	if got := told.told(t); len(got) != 2 {
		t.Errorf("told %q, want the two fields of the last emit", got)
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

// B45, B49: Enforce refuses what is not as declared, and who hears nothing of it.
func TestB49_EnforceRefuses(t *testing.T) {
	b, told := held(t, events.Enforce)
	n := 0
	count := func(context.Context, events.Event) error { n++; return nil }
	b.On("user.login", count)
	b.OnNamespace("user", count)
	b.OnAny(count)
	for i := range 2 {
		err := b.Emit(background, "user.login", events.Payload{"user_id": "x"})
		joined, ok := err.(interface{ Unwrap() []error })
		if !ok || len(joined.Unwrap()) != 2 {
			t.Fatalf("emit %d: %v, want both faults", i, err)
		}
		c, ok := joined.Unwrap()[0].(*events.ContractError)
		if !ok || c.Field != "user_id" || c.File == "" {
			t.Errorf("emit %d: %+v", i, joined.Unwrap()[0])
		}
		if p, ok := errors.AsType[*events.PayloadError](err); !ok || p.Want != "int64" || p.Have != "string" {
			t.Errorf("emit %d: as a payload error: %v", i, p)
		}
	}
	if n != 0 || len(told.told(t)) != 2 {
		t.Errorf("heard %d times; told %q", n, told.told(t))
	}
	mustEmit(t, b, "user.login", events.Payload{"user_id": 1, "username": "ada"})
	if n != 3 {
		t.Errorf("an event that is as declared was heard %d times, want 3", n)
	}
	if d := b.Catalog()[0]; d.Emits != 1 {
		t.Errorf("%d emits are counted, want those accepted", d.Emits)
	}
}

// B49: Enforce refuses names that are not declared, with or without listeners, and
// suggests a similar one.
func TestB49_EnforceRefusesUndeclaredNames(t *testing.T) {
	b, told := held(t, events.Enforce)
	b.On("user.logni", discard)
	for _, name := range []string{"user.logni", "user.lgoin", "elsewhere"} {
		err := b.Emit(background, name, nil)
		c, ok := errors.AsType[*events.ContractError](err)
		if !ok || !c.Undeclared || c.Topic != name || c.Near != map[bool]string{true: "user.login"}[name != "elsewhere"] {
			t.Errorf("Emit(%q): %v", name, err)
			continue
		}
		if _, ok := errors.AsType[*events.PayloadError](err); ok {
			t.Errorf("Emit(%q): %v is no payload error", name, err)
		}
		wantText(t, err.Error(), name, "not declared", "Declare")
	}
	if got := told.told(t); len(got) != 3 {
		t.Errorf("told %q", got)
	}
	if _, ok := errors.AsType[*events.NameError](b.Emit(background, "bad name", nil)); !ok {
		t.Error("a bad name is one all the same")
	}
	mustDeclare(t, b, events.EventSpec{Name: "elsewhere"})
	mustEmit(t, b, "elsewhere", nil)
	closeBus(t, b)
	if err := b.Emit(background, "user.logni", nil); !errors.Is(err, events.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// structs that are, and are not, as signedIn is declared
type (
	asDeclared struct {
		UserID   int64      `json:"user_id"`
		Username string     `json:"username"`
		At       *time.Time `json:"at"`
	}
	narrower struct {
		UserID int32  `json:"user_id"`
		Name   string `json:"username"`
	}
	tooLittle struct {
		UserID int64 `json:"user_id"`
	}
	optionalID struct {
		UserID   *int64 `json:"user_id"`
		Username string `json:"username"`
		More     bool   `json:"more"`
	}
)

// B49: Enforce refuses typed emits whose struct does not match its declaration, and
// those of undeclared names, whichever path the emit takes.
func TestB49_EnforceRefusesTypedEmits(t *testing.T) {
	for _, tt := range []struct {
		name string
		emit func(b *events.Bus) error
		hear func(*events.Bus, ...events.Option)
		want []string
	}{
		{"as declared", emitter(asDeclared{}), hearer[asDeclared], nil},
		{"every value converts", emitter(narrower{}), hearer[narrower], nil},
		{"a field is missing", emitter(tooLittle{}), hearer[tooLittle], []string{"username: string, nothing"}},
		{"optional, and one too many", emitter(optionalID{}), hearer[optionalID], []string{"user_id: int64, *int64", "more: nothing, bool"}},
	} {
		for way, hear := range map[string]func(*events.Bus){
			"nobody hears":     func(*events.Bus) {},
			"the same struct":  func(b *events.Bus) { tt.hear(b) },
			"untyped":          func(b *events.Bus) { b.On("user.login", discard) },
			"another struct":   func(b *events.Bus) { hearer[struct{}](b) },
			"same and untyped": func(b *events.Bus) { tt.hear(b); b.OnAny(discard) },
			"same and async":   func(b *events.Bus) { tt.hear(b); hearer[asDeclared](b, events.Async()) },
			"emitted once before": func(b *events.Bus) {
				_ = b.Emit(background, "user.login", events.Payload{"user_id": 1, "username": ""})
			},
		} {
			t.Run(tt.name+"/"+way, func(t *testing.T) {
				b, told := held(t, events.Enforce)
				hear(b)
				for range 3 {
					err := tt.emit(b)
					if (err != nil) != (tt.want != nil) {
						t.Fatalf("Emit: %v", err)
					}
				}
				if diff := cmp.Diff(tt.want, told.told(t)); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
				closeBus(t, b)
			})
		}
	}
	b, _ := held(t, events.Enforce)
	other := typed.NewTopic[asDeclared]("user.logni")
	n := 0
	other.On(b, func(context.Context, asDeclared) error { n++; return nil })
	for range 2 {
		err := other.Emit(background, b, asDeclared{})
		if c, ok := errors.AsType[*events.ContractError](err); !ok || !c.Undeclared || c.Near != "user.login" {
			t.Errorf("an undeclared topic: %v", err)
		}
	}
	mustDeclare(t, b, other.Spec())
	if err := other.Emit(background, b, asDeclared{}); err != nil || n != 1 {
		t.Errorf("once it is declared: %v, heard %d times", err, n)
	}
}

func emitter[T any](v T) func(b *events.Bus) error {
	topic := typed.NewTopic[T]("user.login")
	return func(b *events.Bus) error { return topic.Emit(background, b, v) }
}

func hearer[T any](b *events.Bus, opts ...events.Option) {
	typed.NewTopic[T]("user.login").On(b, func(context.Context, T) error { return nil }, opts...)
}

func TestWithContractsPanicsOnAnotherMode(t *testing.T) {
	wantText(t, mustPanic(t, func() { events.WithContracts(7) }), "WithContracts(7)", "Enforce")
}

// An emit that matches its declaration allocates no more than an undeclared one,
// numbers that convert included.
func TestContractsAllocateNothing(t *testing.T) {
	for _, mode := range []events.ContractMode{events.Report, events.Enforce} {
		for name, p := range map[string]events.Payload{
			"very types": {"user_id": int64(1 << 40), "username": "ada"},
			"converted":  {"user_id": 1 << 30, "username": "ada"},
		} {
			run := func(m events.ContractMode) float64 {
				b, _ := held(t, m)
				b.On("user.login", discard)
				return testing.AllocsPerRun(200, func() { _ = b.Emit(background, "user.login", p) })
			}
			if with, without := run(mode), run(events.Ignore); with != without {
				t.Errorf("%s, mode %d: %v allocations, without contracts %v", name, mode, with, without)
			}
		}
	}
}

// BenchmarkContract measures an untyped emit without listeners, of an undeclared
// name and of a declared one with as many fields, and the same without contracts.
func BenchmarkContract(b *testing.B) {
	p := events.Payload{"a": 1 << 30, "b": "text", "c": true, "d": 0.5}
	spec := events.EventSpec{Name: "four", Payload: events.Schema{"a": "int", "b": "string", "c": "bool", "d": "float64"}}
	for _, tt := range []struct {
		name, emit string
		mode       events.ContractMode
	}{
		{"undeclared", "other", events.Report},
		{"four fields", "four", events.Report},
		{"four fields, ignored", "four", events.Ignore},
		{"four fields, enforced", "four", events.Enforce},
	} {
		b.Run(tt.name, func(b *testing.B) {
			bus := events.New(events.WithContracts(tt.mode), events.WithSlowThreshold(0))
			if err := bus.Declare(spec); err != nil {
				b.Fatal(err)
			}
			bus.OnNamespace("elsewhere", discard)
			b.ReportAllocs()
			for b.Loop() {
				_ = bus.Emit(background, tt.emit, p)
			}
			if f := bus.ContractFaults(); len(f) != 0 {
				b.Fatal(f)
			}
		})
	}
}
