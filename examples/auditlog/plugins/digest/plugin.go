package digest

import (
	"context"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// A Plugin counts logins and emits a digest of them.
type Plugin struct {
	every time.Duration
	env   *host.Env
	bus   *events.Bus

	quit chan struct{} // closed to end the job; nil while there is none
	done chan struct{} // closed when it has ended

	mu    sync.Mutex
	count UserDigest // since the last digest
}

// New returns a plugin that emits a digest every so often. It panics where every
// is not positive.
func New(every time.Duration) *Plugin {
	if every <= 0 {
		panic("digest: New: the period must be positive, as in time.Minute")
	}
	return &Plugin{every: every}
}

// Name is the source of this plugin's events.
func (p *Plugin) Name() string { return "digest" }

// Version is the version of the plugin.
func (p *Plugin) Version() string { return "1.0.0" }

// Emits returns the declarations of this plugin's events, for the catalog.
func (p *Plugin) Emits() []events.EventSpec { return Emits }

// OnLoadComplete subscribes and starts the job.
func (p *Plugin) OnLoadComplete(_ context.Context, env *host.Env) error {
	p.env, p.bus = env, env.Events()
	p.count.Since = time.Now().UTC()
	p.bus.On("user.login", p.add(func(d *UserDigest) { d.Logins++ }), events.Label("count logins"))
	p.bus.On("user.login_failed", p.add(func(d *UserDigest) { d.Failures++ }), events.Label("count failures"))
	p.quit, p.done = make(chan struct{}), make(chan struct{})
	// Not the context of OnLoadComplete, which ends with the loading, and none
	// that ends with the job: it would cut off the emit that is just waiting.
	go p.run(events.Blocking(context.Background()))
	return nil
}

// add makes a listener that counts. It is synchronous, as it takes no time.
func (p *Plugin) add(count func(*UserDigest)) events.Handler {
	return func(context.Context, events.Event) error {
		p.mu.Lock()
		defer p.mu.Unlock()
		count(&p.count)
		return nil
	}
}

// run is the job.
func (p *Plugin) run(ctx context.Context) {
	defer close(p.done)
	tick := time.NewTicker(p.every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			p.tell(ctx)
		case <-p.quit:
			return
		}
	}
}

// tell emits the digest, where there is anything to tell. In the context of the
// job Emit waits for all listeners.
func (p *Plugin) tell(ctx context.Context) {
	digest, ok := p.take()
	if !ok {
		return
	}
	if err := UserDigestTopic.Emit(ctx, p.bus, digest); err != nil {
		p.env.Logger().Error("digest not told", "err", err)
		return
	}
	p.env.Logger().Info("digest told", "logins", digest.Logins, "failures", digest.Failures)
}

// take returns the counts and starts again from nothing.
func (p *Plugin) take() (UserDigest, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	digest := p.count
	if digest.Logins+digest.Failures == 0 {
		return digest, false
	}
	p.count = UserDigest{Since: time.Now().UTC()}
	return digest, true
}

// OnUnload ends the job and emits what is left. The listeners of the plugins
// that were loaded before this one are still there to hear it.
func (p *Plugin) OnUnload(ctx context.Context) error {
	if p.quit == nil { // OnLoadComplete was never called
		return nil
	}
	close(p.quit)
	select {
	case <-p.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	p.tell(events.Blocking(ctx))
	return nil
}
