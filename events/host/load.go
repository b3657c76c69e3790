package host

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// loader is one run of [Host.Load].
type loader struct {
	host   *Host
	ctx    context.Context
	names  map[string]bool // taken, also by plugins that failed
	mux    *http.ServeMux  // the routes of all that stand, to find conflicts
	all    []*entry        // whose names are claimed
	loaded []*entry        // that stand
	errs   []error
	over   bool // run has returned
}

func (l *loader) run(plugins []Plugin) {
	l.load(plugins)
	l.over = true
}

// standing returns the plugins that Close must unload. If the caller's context has
// ended the goroutine in the middle, that may be one more than are loaded.
func (l *loader) standing() []*entry {
	if l.over {
		return l.loaded
	}
	return slices.DeleteFunc(slices.Clone(l.all), func(e *entry) bool { return e.unloaded })
}

func (l *loader) load(plugins []Plugin) {
	if err := l.host.own.Declare(Emits...); err != nil {
		l.report(&PluginError{hostName, StageDeclare, err})
	}
	for i, p := range plugins {
		if l.stopped("plugin %d of %d", i+1, len(plugins)) {
			return
		}
		l.add(i+1, p)
	}
	l.compare()
	if l.stopped("the templates") {
		return
	}
	l.announce(AllPluginsLoadedTopic.Emit(l.ctx, l.host.own, AllPluginsLoaded{PluginCount: len(l.loaded)}))
	l.each(func(e *entry) error { return e.parseTemplates(l.ctx) })
	l.announce(TemplatesReadyTopic.Emit(l.ctx, l.host.own, TemplatesReady{}))
	if l.stopped("OnLoadComplete") {
		return
	}
	l.each(func(e *entry) error { return e.complete(l.ctx) })
	l.host.routes.Store(newRouteTable(l.mux, l.loaded))
	l.announce(AppReadyTopic.Emit(l.ctx, l.host.own, AppReady{}))
}

// compare reports where what a plugin listens to is not what is declared. It
// looks when all are there, so that their order does not matter, and drops
// nobody: one field too few is no reason to hear nothing.
func (l *loader) compare() {
	for _, f := range l.host.bus.ContractFaults() {
		if slices.ContainsFunc(l.loaded, func(e *entry) bool { return e.name == f.Listener }) {
			l.report(&PluginError{f.Listener, StageCompare, &f.ContractError})
		}
	}
}

func (l *loader) report(err error) {
	if err != nil {
		l.errs = append(l.errs, err)
	}
}

// announce reports that a lifecycle event was not accepted, as on a closed bus.
func (l *loader) announce(err error) {
	if err != nil {
		l.report(&PluginError{hostName, StageEmit, err})
	}
}

// stopped reports whether the context has ended, and notes what was left undone.
func (l *loader) stopped(before string, args ...any) bool {
	if l.ctx.Err() == nil {
		return false
	}
	l.report(fmt.Errorf("host: Load stopped before "+before+": %w", append(args, context.Cause(l.ctx))...))
	return true
}

// each calls f for every plugin that stands, and drops those that fail.
func (l *loader) each(f func(*entry) error) {
	for _, e := range slices.Clone(l.loaded) {
		if slices.Contains(l.loaded, e) { // a conflict may have dropped it meanwhile
			l.failOn(e, f(e))
		}
	}
}

// add takes one plugin from its name to fp.plugin.loaded.
func (l *loader) add(number int, p Plugin) {
	e, err := l.identify(number, p)
	if err != nil {
		l.report(err)
		return
	}
	if l.failOn(e, e.declare(l.ctx)) || l.failOn(e, e.init(l.ctx)) || l.failOn(e, e.routes(l.ctx, l.mux)) {
		return
	}
	l.loaded = append(l.loaded, e)
	l.host.debug("host: plugin loaded", "plugin", e.name, "version", e.version)
	l.announce(PluginLoadedTopic.Emit(l.ctx, l.host.own, PluginLoaded{ModuleName: e.name, Version: e.version}))
}

// patience is how long each step of unloading a plugin that failed may take. One
// of its listeners may wait for what comes later in Load, which must not wait for
// it.
const patience = 5 * time.Second

// failOn drops the plugin where err is not nil, and reports whether it did.
func (l *loader) failOn(e *entry, err error) bool {
	if err == nil {
		return false
	}
	l.report(err)
	l.loaded = slices.DeleteFunc(l.loaded, func(o *entry) bool { return o == e })
	for _, err := range l.host.unload(e, l.patiently) {
		l.report(err)
	}
	if e.mux != nil {
		l.remount()
	}
	return true
}

func (l *loader) patiently(int) (context.Context, context.CancelFunc) {
	if l.ctx.Err() != nil {
		return portion(l.ctx, 0)
	}
	return context.WithTimeout(l.ctx, patience)
}

// remount builds the common mux anew, since a pattern cannot be taken out of one.
func (l *loader) remount() {
	l.mux = http.NewServeMux()
	for _, e := range l.loaded {
		if e.mux != nil && l.failOn(e, e.mount(l.ctx, l.mux)) {
			return // failOn has mounted the others
		}
	}
}
