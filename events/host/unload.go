package host

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

// Close unloads the plugins in reverse order: the routes are closed, what the
// plugins' listeners have accepted is done, and then for each plugin its
// listeners are withdrawn: no emit reaches them any more, and when they have
// finished, its OnUnload is called. What its handlers and its OnUnload emit
// meanwhile is heard by the plugins that were loaded before it.
//
// The context bounds each step. A plugin that fails, panics, ends its goroutine
// or is not done in time is reported as a [*PluginError], and the next one has
// its turn: the queues of all plugins are worked off meanwhile, and a plugin
// that hangs leaves a part of the time for those after it. Each step has 100 ms
// even if the context has ended, so Close may last that much longer for each
// plugin that hangs. What a plugin's listeners did not hear is counted by an
// [*events.CloseError] in the error.
//
// When all are unloaded, what they have declared is taken back
// ([events.Bus.Undeclare]), and their names may be used again by another host.
// What plugins expect, and the declarations of the lifecycle events, stay.
//
// A context whose methods panic or end the goroutine ends this call alone: it has done
// nothing, and Close can be called again, or all plugins are unloaded.
//
// Requests that are running are not waited for: shut the server down first.
// Each plugin is unloaded once; a further Close does nothing and returns nil.
func (h *Host) Close(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	ctx = holdContext(ctx)
	all, loaded, err := h.takeAll()
	if err != nil {
		return err
	}
	h.routes.Store(nil)
	over := false
	defer func() {
		if !over { // the caller's context has ended the goroutine: go on without it
			h.unloadAll(endedContext, loaded)
		}
		for _, e := range all {
			e.env.bus.OffAll() // what a method that had been given up has added
			e.env.bus.Undeclare()
			e.release()
		}
	}()
	settle(ctx, loaded)
	errs := h.unloadAll(ctx, loaded)
	over = true
	return errtext.Join("host: ", errs...)
}

// endedContext gives each step of unloading the grace.
var endedContext = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// unloadAll unloads the plugins in reverse order, except those that were unloaded.
func (h *Host) unloadAll(ctx context.Context, loaded []*entry) (errs []error) {
	for i, e := range slices.Backward(loaded) {
		if !e.unloaded {
			errs = append(errs, h.unload(e, func(after int) (context.Context, context.CancelFunc) { return portion(ctx, 2*i+after) })...)
		}
	}
	return errs
}

func (h *Host) takeAll() (all, loaded []*entry, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.phase == loading {
		return nil, nil, ErrLoading
	}
	all, loaded = h.all, h.loaded
	h.phase, h.all, h.loaded = closed, nil, nil
	return all, loaded, nil
}

// settle waits until the plugins have done what they have accepted, while all of
// them still hear what the others emit in doing so. That can't be waited for
// without end: somebody may go on emitting.
func settle(ctx context.Context, loaded []*entry) {
	views := make([]*dispatch.Bus, 0, len(loaded))
	for _, e := range loaded {
		views = append(views, (*dispatch.Bus)(e.env.bus))
	}
	most := patience
	if end, ok := ctx.Deadline(); ok {
		most = min(most, time.Until(end)/4)
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	_ = dispatch.Settle(ctx, views...) // whoever is not done is reported by Withdraw
}

// A timing makes the context of one step of unloading that so many follow.
type timing func(after int) (context.Context, context.CancelFunc)

// unload lets the plugin finish before it gives back what its listeners use,
// such as a database.
func (h *Host) unload(e *entry, times timing) []error {
	after := 0
	if _, due := e.unloader(); due {
		after = 1
	}
	quiet := e.withdraw(times, after)
	ctx, cancel := times(0)
	defer cancel()
	errs := []error{e.onUnload(ctx), quiet}
	if quiet == nil {
		errs = append(errs, e.withdraw(times, 0)) // what OnUnload has added
	} else {
		errs = append(errs, e.cutOff())
	}
	h.debug("host: plugin unloaded", "plugin", e.name)
	return errs
}

// cutOff is withdraw for what was added while a listener of the plugin hangs: it
// waits no more for that one, which is reported already.
func (e *entry) cutOff() error {
	err := (*dispatch.Bus)(e.env.bus).Withdraw(endedContext)
	if left, ok := errors.AsType[*events.CloseError](err); ok && left.Abandoned > 0 {
		return &PluginError{e.name, StageUnload, err}
	}
	return nil
}

func (e *entry) withdraw(times timing, after int) error {
	ctx, cancel := times(after)
	defer cancel()
	if err := (*dispatch.Bus)(e.env.bus).Withdraw(ctx); err != nil {
		return &PluginError{e.name, StageUnload, err}
	}
	return nil
}

// reserve is what a step leaves to each step after it, if there is that much.
const reserve = 250 * time.Millisecond

// portion is the time that one step may take, if so many follow. A plugin that
// hangs uses up all of it, which must not be all that there is.
func portion(ctx context.Context, after int) (context.Context, context.CancelFunc) {
	if ctx.Err() != nil {
		return context.WithTimeout(context.WithoutCancel(ctx), grace)
	}
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	rest := time.Until(end)
	rest -= min(rest/2, time.Duration(after)*reserve)
	if rest < grace {
		return context.WithTimeout(context.WithoutCancel(ctx), grace)
	}
	return context.WithTimeout(ctx, rest)
}

// debug survives a logger that panics: it is no reason to leave plugins loaded.
func (h *Host) debug(message string, attrs ...any) {
	defer func() { _ = recover() }()
	h.log.Debug(message, attrs...)
}
