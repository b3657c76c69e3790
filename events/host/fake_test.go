package host_test

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/google/go-cmp/cmp"
)

// bare is a plugin without optional methods.
type bare struct{ name string }

func (p bare) Name() string                                    { return p.name }
func (p bare) Version() string                                 { return "1.0" }
func (p bare) OnLoadComplete(context.Context, *host.Env) error { return nil }

// fake is a plugin that has every method; those not set do nothing.
type fake struct {
	bare
	emits     []events.EventSpec
	listens   []events.EventSpec
	init      func(ctx context.Context, env *host.Env) error
	complete  func(ctx context.Context, env *host.Env) error
	routes    func(mux *http.ServeMux)
	templates fs.FS
	unload    func(ctx context.Context) error
}

func (p *fake) Emits() []events.EventSpec   { return p.emits }
func (p *fake) Listens() []events.EventSpec { return p.listens }
func (p *fake) Templates() fs.FS            { return p.templates }

func (p *fake) Init(ctx context.Context, env *host.Env) error {
	if p.init == nil {
		return nil
	}
	return p.init(ctx, env)
}

func (p *fake) OnLoadComplete(ctx context.Context, env *host.Env) error {
	if p.complete == nil {
		return nil
	}
	return p.complete(ctx, env)
}

func (p *fake) Routes(mux *http.ServeMux) {
	if p.routes != nil {
		p.routes(mux)
	}
}

func (p *fake) OnUnload(ctx context.Context) error {
	if p.unload == nil {
		return nil
	}
	return p.unload(ctx)
}

// diary is what happened, in order.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) note(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

// hear returns a handler that notes each event for the reader.
func (d *diary) hear(reader string) events.Handler {
	return func(_ context.Context, e events.Event) error {
		d.note("%s hears %s from %s %v", reader, e.Name, e.Source, e.Payload())
		return nil
	}
}

func (d *diary) is(t *testing.T, want ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if diff := cmp.Diff(want, d.lines); diff != "" {
		t.Errorf("what happened (-want +got):\n%s", diff)
	}
}

func mustLoad(t *testing.T, h *host.Host, plugins ...host.Plugin) {
	t.Helper()
	if err := h.Load(t.Context(), plugins...); err != nil {
		t.Fatalf("Load: %v", err)
	}
}

// faults returns "plugin/stage" of every *host.PluginError joined in err.
func faults(t *testing.T, err error) []string {
	t.Helper()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("Load returned %v, want joined errors", err)
	}
	var all []string
	for _, err := range joined.Unwrap() {
		p, ok := err.(*host.PluginError)
		if !ok {
			t.Fatalf("Load joined %T %v, want *host.PluginError only", err, err)
		}
		all = append(all, p.Plugin+"/"+p.Stage)
	}
	return all
}

func wantFaults(t *testing.T, err error, want ...string) {
	t.Helper()
	if got := faults(t, err); !slices.Equal(got, want) {
		t.Errorf("Load reports %v, want %v:\n%v", got, want, err)
	}
}

// owners returns whose listeners are on the bus.
func owners(b *events.Bus) []string {
	var all []string
	for _, topic := range b.TopicInfo() {
		for _, l := range topic.Listeners {
			all = append(all, l.Owner)
		}
	}
	return all
}
