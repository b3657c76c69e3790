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

// Close unloads the plugins in reverse order: the routes are closed, the plugins'
// listeners finish what they have accepted, and then for each plugin its listeners
// are withdrawn: no emit reaches them any more, and when they have finished, its
// OnUnload is called. Events that its handlers and its OnUnload emit during that
// time reach the plugins that were loaded before it.
//
// The context bounds each step. A plugin that fails, panics, ends its goroutine or
// is not done in time is reported as a [*PluginError], and the next one is
// unloaded: the queues of all plugins are worked off during that time, and a plugin
// that hangs leaves a part of the time for those after it. Each step has 100 ms
// even if the context has ended, so Close may last that much longer for each plugin
// that hangs. Events that a plugin's listeners did not get are counted by an
// [*events.CloseError] in the error.
//
// When all are unloaded, their declarations are taken back
// ([events.Bus.Undeclare]), and their names may be used again by another host.
// Expectations of plugins, and the declarations of the lifecycle events, stay.
//
// A context whose methods panic or end the goroutine ends only this call: either
// nothing is done, and Close can be called again, or all plugins are unloaded.
//
// Running requests are not waited for: shut the server down first. Each plugin is
// unloaded once; a further Close does nothing and returns nil. While Load runs,
// Close returns [ErrLoading].
func (h *Host) Close(ctx context.Context) error {
	if ctx == nil {
		ctx = context.Background()
	}
	ctx = readContext(ctx)
	all, loaded, err := h.takeAll()
	if err != nil {
		return err
	}
	h.routes.Store(nil)
	done := false
	defer func() {
		if !done { // the caller's context has ended the goroutine: go on without it
			h.unloadAll(endedContext, loaded)
		}
		for _, e := range all {
			e.env.bus.OffAll() // listeners that a late method has added
			e.env.bus.Undeclare()
			e.releaseName()
		}
	}()
	finishAccepted(ctx, loaded)
	errs := h.unloadAll(ctx, loaded)
	done = true
	return errtext.Join("host: ", errs...)
}

// unloadAll unloads the plugins in reverse order, except those that were unloaded.
func (h *Host) unloadAll(ctx context.Context, loaded []*pluginEntry) (errs []error) {
	for i, e := range slices.Backward(loaded) {
		if !e.unloaded {
			errs = append(errs, h.unload(e, func(after int) (context.Context, context.CancelFunc) { return shareOfTime(ctx, 2*i+after) })...)
		}
	}
	return errs
}

func (h *Host) takeAll() (all, loaded []*pluginEntry, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.phase == phaseLoading {
		return nil, nil, ErrLoading
	}
	all, loaded = h.all, h.loaded
	h.phase, h.all, h.loaded = phaseClosed, nil, nil
	return all, loaded, nil
}

// finishAccepted waits until the plugins have done what they have accepted, while
// all of them still get what the others emit in doing so. The wait is bounded,
// since emits from elsewhere may never end.
func finishAccepted(ctx context.Context, loaded []*pluginEntry) {
	views := make([]*dispatch.Bus, 0, len(loaded))
	for _, e := range loaded {
		views = append(views, (*dispatch.Bus)(e.env.bus))
	}
	most := unloadTimeout
	if end, ok := ctx.Deadline(); ok {
		most = min(most, time.Until(end)/4)
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	_ = dispatch.Settle(ctx, views...) // Withdraw reports plugins that are not done
}

// A stepTimer makes the context of one step of unloading that after others follow.
type stepTimer func(after int) (context.Context, context.CancelFunc)

// unload lets the plugin's listeners finish before OnUnload releases what they use,
// such as a database.
func (h *Host) unload(e *pluginEntry, times stepTimer) []error {
	after := 0
	if _, due := e.unloader(); due {
		after = 1
	}
	quiet := e.withdrawListeners(times, after)
	ctx, cancel := times(0)
	defer cancel()
	errs := []error{e.onUnload(ctx), quiet}
	if quiet == nil {
		errs = append(errs, e.withdrawListeners(times, 0)) // listeners that OnUnload has added
	} else {
		errs = append(errs, e.withdrawRest())
	}
	h.logDebug("host: plugin unloaded", "plugin", e.name)
	return errs
}

// withdrawRest withdraws listeners that were added while another one of the plugin
// hangs: it does not wait for that one, which is reported already.
func (e *pluginEntry) withdrawRest() error {
	err := (*dispatch.Bus)(e.env.bus).Withdraw(endedContext)
	if left, ok := errors.AsType[*events.CloseError](err); ok && left.Abandoned > 0 {
		return &PluginError{e.name, StageUnload, err}
	}
	return nil
}

func (e *pluginEntry) withdrawListeners(times stepTimer, after int) error {
	ctx, cancel := times(after)
	defer cancel()
	if err := (*dispatch.Bus)(e.env.bus).Withdraw(ctx); err != nil {
		return &PluginError{e.name, StageUnload, err}
	}
	return nil
}

// stepReserve is the time that a step leaves to each step after it, if there is
// that much.
const stepReserve = 250 * time.Millisecond

// shareOfTime returns the context of one step that after others follow. A plugin
// that hangs uses all of its share, which must not be all of the time.
func shareOfTime(ctx context.Context, after int) (context.Context, context.CancelFunc) {
	if ctx.Err() != nil {
		return context.WithTimeout(context.WithoutCancel(ctx), methodGrace)
	}
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	rest := time.Until(end)
	rest -= min(rest/2, time.Duration(after)*stepReserve)
	if rest < methodGrace {
		return context.WithTimeout(context.WithoutCancel(ctx), methodGrace)
	}
	return context.WithTimeout(ctx, rest)
}

// logDebug logs, and goes on if the logger panics: plugins must be unloaded all the
// same.
func (h *Host) logDebug(message string, attrs ...any) {
	defer func() { _ = recover() }()
	h.log.Debug(message, attrs...)
}
