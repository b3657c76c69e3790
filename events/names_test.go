package events_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// badNames are not valid event names, and what the refusal says.
var badNames = []struct{ name, bad, says string }{
	{"empty", "", "is empty"},
	{"a dot at the end", "user.", "empty segment (number 2)"},
	{"a dot at the start", ".user", "empty segment (number 1)"},
	{"two dots", "user..login", "empty segment (number 2)"},
	{"only a dot", ".", "empty segment"},
	{"a space before", " user", "at byte 0"},
	{"a newline behind", "user.login\n", `"\n"`},
	{"a space inside", "user login", "' '"},
	{"NUL", "user\x00login", `\x00`},
	{"a star", "user.*", "wildcard"},
	{"NATS's wildcard", "user.>", "wildcard"},
	{"a colon", "user:login", "separate segments by dots"},
	{"a slash", "user/login", "separate segments by dots"},
	{"not ASCII", "benutzer.grüße", `\u00fc`},
	{"no UTF-8", "user.\xff", `\ufffd`},
	{"letters that look alike", "usеr.login", `\u0435`},
	{"one byte too long", strings.Repeat("a", 256), "256 bytes"},
	{"a megabyte", strings.Repeat("a.", 1<<19), "1048576 bytes"},
	{"a segment too many", strings.Repeat("a.", 16) + "a", "17 segments"},
}

// B46, B23: everything but the grammar is refused by all alike, with what is
// wrong, and by On… in a panic at the caller.
func TestB46_BadNamesAreRefused(t *testing.T) {
	b := events.New()
	for _, tt := range badNames {
		t.Run(tt.name, func(t *testing.T) {
			refusals := map[string]error{
				"ValidateName": events.ValidateName(tt.bad),
				"Emit":         b.Emit(background, tt.bad, nil),
				"EmitWait":     b.EmitWait(background, tt.bad, nil),
				"Declare":      b.Declare(events.EventSpec{Name: tt.bad}),
			}
			for call, err := range refusals {
				n, ok := errors.AsType[*events.NameError](err)
				if !ok {
					t.Errorf("%s: %v is not a *NameError", call, err)
					continue
				}
				if !strings.HasPrefix(tt.bad, n.Name) || len(n.Name) > 64 {
					t.Errorf("%s quotes %q", call, n.Name)
				}
				wantQuoted(t, call, err.Error(), tt.says)
			}
			for call, f := range map[string]func(){
				"On":          func() { b.On(tt.bad, discard) },
				"OnNamespace": func() { b.OnNamespace(tt.bad, discard) },
				"Stream":      func() { b.Stream(background, tt.bad) },
			} {
				wantQuoted(t, call, mustPanic(t, f), tt.says)
			}
			wantQuoted(t, "Explain", b.Explain(tt.bad), tt.says)
		})
	}
	if b.ListenerCount() != 0 || len(b.Catalog()) != 0 {
		t.Error("a refused call left something behind")
	}
}

// wantQuoted fails where a message lacks what it should say, or repeats a long
// name.
func wantQuoted(t *testing.T, call, text, says string) {
	t.Helper()
	if !strings.Contains(strings.ReplaceAll(text, `'`, `"`), strings.ReplaceAll(says, `'`, `"`)) {
		t.Errorf("%s says %q, want %q", call, text, says)
	}
	if len(text) > 450 {
		t.Errorf("%s says %d bytes", call, len(text))
	}
}

// B46: a name of a megabyte is refused by its length, at once.
func TestB46_LongNameIsRefusedAtOnce(t *testing.T) {
	long := strings.Repeat("a.", 1<<19)
	start := time.Now()
	for range 1000 {
		if events.ValidateName(long) == nil {
			t.Fatal("accepted")
		}
	}
	if took := time.Since(start); took > time.Second { // reading it all takes longer
		t.Errorf("1,000 refusals took %v", took)
	}
}

// B46: what the grammar allows, and nothing of it trimmed or normalised.
func TestB46_GoodNames(t *testing.T) {
	b := events.New()
	for _, name := range []string{
		"a", "0", "-", "_", "user.login", "USER.login", "fp.plugin-loaded.v2_1",
		strings.Repeat("a.", 15) + "a", strings.Repeat("a", 255),
	} {
		if err := events.ValidateName(name); err != nil {
			t.Errorf("ValidateName(%q): %v", name, err)
		}
		calls := 0
		b.On(name, func(_ context.Context, e events.Event) error {
			calls++
			if e.Name != name {
				t.Errorf("%q came as %q", name, e.Name)
			}
			return nil
		})
		mustEmit(t, b, name, nil)
		if calls != 1 {
			t.Errorf("%q: %d calls, want 1", name, calls)
		}
	}
}

// B23: mistakes in a program panic at the call that makes them, with the
// remedy, and leave nothing behind.
func TestB23_MisusePanicsWithTheRemedy(t *testing.T) {
	b := events.New()
	var none context.Context
	for _, tt := range []struct {
		name string
		call func()
		says []string
	}{
		{"On, nil handler", func() { b.On("a", nil) }, []string{`On("a")`, "nil handler", "func(context.Context, events.Event) error"}},
		{"OnNamespace, nil handler", func() { b.OnNamespace("a", nil) }, []string{`OnNamespace("a")`, "nil handler"}},
		{"OnAny, nil handler", func() { b.OnAny(nil) }, []string{"OnAny", "nil handler"}},
		{"empty option", func() { b.On("a", discard, events.Option{}) }, []string{"empty events.Option", "events.Priority"}},
		{"empty option of a stream", func() { b.Stream(background, "a", events.Option{}) }, []string{"empty events.Option"}},
		{"empty async option", func() { events.Async(events.AsyncOption{}) }, []string{"empty AsyncOption", "events.Buffer"}},
		{"nil predicate", func() { events.Predicate(nil) }, []string{"Predicate(nil)", "leave the option out"}},
		{"nil context", func() { events.Until(none) }, []string{"Until(nil)", "leave the option out"}},
		{"no room", func() { events.Buffer(0) }, []string{"Buffer(0)", "at least 1"}},
		{"less than no room", func() { events.Buffer(-1) }, []string{"Buffer(-1)"}},
		{"no workers", func() { events.Workers(0) }, []string{"Workers(0)", "at least 1"}},
		{"nil logger", func() { events.WithLogger(nil) }, []string{"WithLogger(nil)", "slog.Default()"}},
		{"nil error handler", func() { events.WithErrorHandler(nil) }, []string{"WithErrorHandler(nil)", "default"}},
		{"nil trace", func() { events.WithTrace(nil) }, []string{"WithTrace(nil)", "no trace"}},
	} {
		t.Run(tt.name, func(t *testing.T) { wantText(t, mustPanic(t, tt.call), tt.says...) })
	}
	if n := b.ListenerCount(); n != 0 {
		t.Errorf("%d listeners are left", n)
	}
}

// B48: an emit without a listener is not an error, and an undeclared name leaves
// nothing behind, however many there are.
func TestB48_UnheardNamesLeaveNothing(t *testing.T) {
	b := events.New()
	b.OnNamespace("user", discard) // shares its table with all below
	name := []byte("user.0000000")
	emitMany := func() {
		for i := range 20_000 {
			for d, n := len(name)-1, i; d > 4; d, n = d-1, n/10 {
				name[d] = byte('0' + n%10)
			}
			mustEmit(t, b, string(name), nil)
			mustEmit(t, b, string(name[5:]), nil)
		}
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	emitMany()
	before := heap()
	name[0] = 'U' // other names
	emitMany()
	name[0] = 'u'
	if after := heap(); after > before+256<<10 {
		t.Errorf("40,000 unheard names left %d bytes", after-before)
	}
	if n := len(b.Topics()); n != 0 {
		t.Errorf("%d topics", n)
	}
	runtime.KeepAlive(b)
}

// B48: a declared name counts its emits even without listeners, and Explain says
// that there are none.
func TestB48_DeclaredNamesAreCountedUnheard(t *testing.T) {
	b := events.New()
	if err := b.Declare(events.EventSpec{Name: "a.b"}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		mustEmit(t, b, "a.b", nil)
	}
	s := b.On("a.b", discard)
	mustEmit(t, b, "a.b", nil)
	s.Off()
	mustEmit(t, b, "a.b", nil)
	if n := b.Catalog()[0].Emits; n != 5 {
		t.Errorf("the catalog counts %d emits, want 5", n)
	}
	wantText(t, b.Explain("a.b"), "no listener for a.b")
}

// B48: so they are if payloads are not compared.
func TestB48_DeclaredNamesAreCountedUncompared(t *testing.T) {
	b := events.New(events.WithContracts(events.Ignore))
	mustDeclare(t, b, events.EventSpec{Name: "a.b"})
	for range 3 {
		mustEmit(t, b, "a.b", nil)
		b.On("a.b", discard).Off()
	}
	if n := b.Catalog()[0].Emits; n != 3 {
		t.Errorf("the catalog counts %d emits, want 3", n)
	}
}
