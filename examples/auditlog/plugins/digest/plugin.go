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

	quit chan struct{} // closed to end the job; nil before the job starts
	done chan struct{} // closed when the job has ended

	mu    sync.Mutex
	count UserDigest // since the last digest
}

// New returns a plugin that emits a digest at this interval. It panics if every is
// not positive.
func New(every time.Duration) *Plugin {
	if every <= 0 {
		panic("digest: New: the interval must be positive, for example time.Minute")
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
	p.bus.On("user.login", p.countingHandler(func(d *UserDigest) { d.Logins++ }), events.Label("count logins"))
	p.bus.On("user.login_failed", p.countingHandler(func(d *UserDigest) { d.Failures++ }), events.Label("count failures"))
	p.quit, p.done = make(chan struct{}), make(chan struct{})
	// The context of OnLoadComplete ends when loading ends. A context that ends
	// with the job would cut off an emit that is waiting for its listeners.
	go p.runJob(events.Blocking(context.Background()))
	return nil
}

// countingHandler makes a listener that counts. It is synchronous, since it takes
// almost no time.
func (p *Plugin) countingHandler(count func(*UserDigest)) events.Handler {
	return func(context.Context, events.Event) error {
		p.mu.Lock()
		defer p.mu.Unlock()
		count(&p.count)
		return nil
	}
}

// runJob emits digests until the plugin is unloaded.
func (p *Plugin) runJob(ctx context.Context) {
	defer close(p.done)
	tick := time.NewTicker(p.every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			p.emitDigest(ctx)
		case <-p.quit:
			return
		}
	}
}

// emitDigest emits the digest unless it is empty. In the context of the job, Emit
// waits for all listeners.
func (p *Plugin) emitDigest(ctx context.Context) {
	digest, ok := p.takeCounts()
	if !ok {
		return
	}
	if err := UserDigestTopic.Emit(ctx, p.bus, digest); err != nil {
		p.env.Logger().Error("cannot emit the digest", "err", err)
		return
	}
	p.env.Logger().Info("digest emitted", "logins", digest.Logins, "failures", digest.Failures)
}

// takeCounts returns the counts since the last digest and resets them. It returns
// false if there are none.
func (p *Plugin) takeCounts() (UserDigest, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	digest := p.count
	if digest.Logins+digest.Failures == 0 {
		return digest, false
	}
	p.count = UserDigest{Since: time.Now().UTC()}
	return digest, true
}

// OnUnload ends the job and emits what is left. Plugins that were loaded before
// this one are still there, so their listeners receive it.
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
	p.emitDigest(events.Blocking(ctx))
	return nil
}
