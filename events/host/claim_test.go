package host_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"weak"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// Two hosts on one bus: a plugin name is one plugin's, until its host is closed.
func TestNameOfAnotherHostIsRefused(t *testing.T) {
	b := events.New()
	one, two := host.New(b), host.New(b.As("view"))
	mustLoad(t, one, &fake{bare: bare{"audit"}, init: listening(fine)})
	err := two.Load(t.Context(), &fake{bare: bare{"audit"}, init: listening(fine)}, &fake{bare: bare{"other"}, init: listening(fine)})
	wantFaults(t, err, "audit/"+host.StageIdentify)
	if !strings.Contains(err.Error(), "close that host first, or rename one of the two") {
		t.Errorf("Load: %v; want the remedy", err)
	}
	if err := two.Close(t.Context()); err != nil {
		t.Errorf("Close: %v", err)
	}
	if got := strings.Join(owners(b), " "); got != "audit" {
		t.Errorf("listeners of %q are on, want those of audit", got)
	}
	mustLoad(t, host.New(b), bare{"other"})            // closing two has freed it
	mustLoad(t, host.New(events.New()), bare{"audit"}) // another bus is another matter
	if err := one.Close(t.Context()); err != nil {
		t.Errorf("Close: %v", err)
	}
	mustLoad(t, host.New(b), bare{"audit"})
}

// A plugin that failed keeps its name until its host is closed, and one that was
// refused has none.
func TestNameOfAPluginThatFailed(t *testing.T) {
	b := events.New()
	one := host.New(b)
	_ = one.Load(t.Context(), &fake{bare: bare{"sad"}, init: listening(sad)}, wrongInit{bare{"wrong"}})
	wantFaults(t, host.New(b).Load(t.Context(), bare{"sad"}, bare{"wrong"}), "sad/"+host.StageIdentify)
	_ = one.Close(t.Context())
	mustLoad(t, host.New(b), bare{"sad"})
}

// Of hosts that load at once exactly one gets the name.
func TestHostsThatLoadAtOnce(t *testing.T) {
	for range 200 {
		b := events.New()
		errs := make([]error, 4)
		start := make(chan struct{})
		var loads sync.WaitGroup
		for i := range errs {
			loads.Go(func() {
				<-start
				errs[i] = host.New(b).Load(context.Background(), &fake{bare: bare{"a"}, init: listening(fine)})
			})
		}
		close(start)
		loads.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				wantFaults(t, err, "a/"+host.StageIdentify)
			}
		}
		if won != 1 || len(owners(b)) != 1 {
			t.Fatalf("%d hosts have the plugin, with %d listeners; want 1: %v", won, len(owners(b)), errors.Join(errs...))
		}
	}
}

// The names that the library uses as a source are not plugins'.
func TestNamesOfTheLibraryAreRefused(t *testing.T) {
	for _, name := range []string{"host", "events"} {
		err := host.New(events.New()).Load(t.Context(), bare{name})
		wantFaults(t, err, name+"/"+host.StageIdentify)
		if !strings.Contains(err.Error(), "rename the plugin") {
			t.Errorf("%v; want the remedy", err)
		}
	}
	mustLoad(t, host.New(events.New()), bare{"fp"}, bare{"Host"}, bare{"events.more"})
}

// A plugin is asked for its name once, so one that changes it has the first.
func TestNameIsAskedOnce(t *testing.T) {
	p, asked := newStrange(), 0
	p.name = func() string { asked++; return strings.Repeat("x", asked) }
	var view *events.Bus
	p.init = func(_ context.Context, env *host.Env) error { view = env.Events(); return nil }
	p.unload = func(context.Context) error { return errSad }
	h := host.New(events.New())
	mustLoad(t, h, p)
	wantFaults(t, h.Close(t.Context()), "x/"+host.StageUnload)
	if asked != 1 || view.Owner() != "x" {
		t.Errorf("the name was asked for %d times; the view is %q's", asked, view.Owner())
	}
}

// Names with a megabyte and with control bytes are refused in a short line.
func TestOddNamesAreRefused(t *testing.T) {
	for _, name := range []string{strings.Repeat("x", 1<<20), "a\nb", "a\x00", "é", "a..b", ".", "a b", "\u2028"} {
		err := host.New(events.New()).Load(t.Context(), bare{name})
		wantFaults(t, err, name+"/"+host.StageIdentify)
		if text := err.Error(); len(text) > 1000 || strings.ContainsAny(text, "\n\x00\u2028") {
			t.Errorf("%.20q: the message has %d bytes: %.200q", name, len(text), text)
		}
	}
}

// The record of names is freed with the bus, even if its host was never closed.
func TestNamesKeepNoBus(t *testing.T) {
	bus := forgotten(t)
	for range 100 {
		if runtime.GC(); bus.Value() == nil {
			return
		}
	}
	t.Error("a bus that nobody has is still there")
}

//go:noinline
func forgotten(t *testing.T) weak.Pointer[events.Bus] {
	b := events.New(events.WithSlowThreshold(0)) // whose watch would keep it a while
	mustLoad(t, host.New(b), &fake{bare: bare{"a"}, init: listening(fine)})
	return weak.Make(b)
}
