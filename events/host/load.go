package host

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// A loader is one run of [Host.Load].
type loader struct {
	host   *Host
	ctx    context.Context
	names  map[string]bool // in use, also by plugins that failed
	mux    *http.ServeMux  // the routes of all loaded plugins, to find conflicts
	all    []*pluginEntry  // all plugins with a claimed name
	loaded []*pluginEntry  // those that have not failed
	errs   []error
	done   bool // run has returned
}

func (l *loader) run(plugins []Plugin) {
	l.loadPlugins(plugins)
	l.done = true
}

// toUnload returns the plugins that Close must unload. If the caller's context has
// ended the goroutine, this includes a plugin that was just being loaded.
func (l *loader) toUnload() []*pluginEntry {
	if l.done {
		return l.loaded
	}
	return slices.DeleteFunc(slices.Clone(l.all), func(e *pluginEntry) bool { return e.unloaded })
}

func (l *loader) loadPlugins(plugins []Plugin) {
	if err := l.host.own.Declare(Emits...); err != nil {
		l.report(&PluginError{hostName, StageDeclare, err})
	}
	for i, p := range plugins {
		if l.contextEnded("plugin %d of %d", i+1, len(plugins)) {
			return
		}
		l.addPlugin(i+1, p)
	}
	l.reportContractFaults()
	if l.contextEnded("the templates") {
		return
	}
	l.reportEmitError(AllPluginsLoadedTopic.Emit(l.ctx, l.host.own, AllPluginsLoaded{PluginCount: len(l.loaded)}))
	l.forEachLoaded(func(e *pluginEntry) error { return e.parseTemplates(l.ctx) })
	l.reportEmitError(TemplatesReadyTopic.Emit(l.ctx, l.host.own, TemplatesReady{}))
	if l.contextEnded("OnLoadComplete") {
		return
	}
	l.forEachLoaded(func(e *pluginEntry) error { return e.completeLoad(l.ctx) })
	l.host.routes.Store(newRouteTable(l.mux, l.loaded))
	l.reportEmitError(AppReadyTopic.Emit(l.ctx, l.host.own, AppReady{}))
}

// reportContractFaults reports the plugins that listen for fields that are declared
// differently. It runs after the last plugin, so that their order does not matter,
// and drops none: a plugin with one wrong field should still get its events.
func (l *loader) reportContractFaults() {
	for _, f := range l.host.bus.ContractFaults() {
		if slices.ContainsFunc(l.loaded, func(e *pluginEntry) bool { return e.name == f.Listener }) {
			l.report(&PluginError{f.Listener, StageCompare, &f.ContractError})
		}
	}
}

func (l *loader) report(err error) {
	if err != nil {
		l.errs = append(l.errs, err)
	}
}

// reportEmitError reports that a lifecycle event was not accepted, as on a closed
// bus.
func (l *loader) reportEmitError(err error) {
	if err != nil {
		l.report(&PluginError{hostName, StageEmit, err})
	}
}

// contextEnded reports whether the context has ended, and records what was not
// done.
func (l *loader) contextEnded(before string, args ...any) bool {
	if l.ctx.Err() == nil {
		return false
	}
	l.report(fmt.Errorf("host: Load stopped before "+before+": %w", append(args, context.Cause(l.ctx))...))
	return true
}

// forEachLoaded calls f for every loaded plugin, and drops those that fail.
func (l *loader) forEachLoaded(f func(*pluginEntry) error) {
	for _, e := range slices.Clone(l.loaded) {
		if slices.Contains(l.loaded, e) { // unless a conflict of routes has dropped it
			l.failOn(e, f(e))
		}
	}
}

// addPlugin takes one plugin from its name to fp.plugin.loaded.
func (l *loader) addPlugin(number int, p Plugin) {
	e, err := l.identify(number, p)
	if err != nil {
		l.report(err)
		return
	}
	if l.failOn(e, e.declareEvents(l.ctx)) || l.failOn(e, e.initPlugin(l.ctx)) || l.failOn(e, e.addRoutes(l.ctx, l.mux)) {
		return
	}
	l.loaded = append(l.loaded, e)
	l.host.logDebug("host: plugin loaded", "plugin", e.name, "version", e.version)
	l.reportEmitError(PluginLoadedTopic.Emit(l.ctx, l.host.own, PluginLoaded{ModuleName: e.name, Version: e.version}))
}

// unloadTimeout is how long each step of unloading a plugin that failed may take.
// One of its listeners may wait for a later step of Load, which must not wait for
// that listener in turn.
const unloadTimeout = 5 * time.Second

// failOn drops the plugin if err is not nil, and reports whether it did.
func (l *loader) failOn(e *pluginEntry, err error) bool {
	if err == nil {
		return false
	}
	l.report(err)
	l.loaded = slices.DeleteFunc(l.loaded, func(o *pluginEntry) bool { return o == e })
	for _, err := range l.host.unload(e, l.unloadContext) {
		l.report(err)
	}
	if e.mux != nil {
		l.rebuildMux()
	}
	return true
}

func (l *loader) unloadContext(int) (context.Context, context.CancelFunc) {
	if l.ctx.Err() != nil {
		return shareOfTime(l.ctx, 0)
	}
	return context.WithTimeout(l.ctx, unloadTimeout)
}

// rebuildMux makes the common mux again, since a pattern cannot be removed from
// one.
func (l *loader) rebuildMux() {
	l.mux = http.NewServeMux()
	for _, e := range l.loaded {
		if e.mux != nil && l.failOn(e, e.mountRoutes(l.ctx, l.mux)) {
			return // failOn has mounted the others
		}
	}
}
