package host

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"

	"github.com/fastpluggy/eventbus/events"
)

// pluginEntry is one plugin that was accepted by name.
type pluginEntry struct {
	host          *Host
	plugin        Plugin
	name, version string
	env           *Env
	initialised   bool           // Init has succeeded, so OnUnload will be called
	unloaded      bool           // unloading has come to OnUnload, which is called once at most
	mux           *http.ServeMux // its routes; nil if it has none
	cleanups      int            // late methods whose listeners are being taken off; guarded by host.mu
}

func (e *pluginEntry) newCall(stage, method string) methodCall {
	return methodCall{plugin: e.name, stage: stage, method: method, late: e.cleanUpLate}
}

func (e *pluginEntry) declareEvents(ctx context.Context) error {
	if p, ok := e.plugin.(Emitter); ok {
		specs, err := callMethod(ctx, e.newCall(StageDeclare, "Emits"), func() ([]events.EventSpec, error) { return p.Emits(), nil })
		if err := e.addSpecs(err, specs, e.env.bus.Declare); err != nil {
			return err
		}
	}
	if p, ok := e.plugin.(Listener); ok {
		specs, err := callMethod(ctx, e.newCall(StageDeclare, "Listens"), func() ([]events.EventSpec, error) { return p.Listens(), nil })
		return e.addSpecs(err, specs, e.env.bus.Expect)
	}
	return nil
}

// addSpecs adds specs to the catalog, unless asking the plugin for them failed.
func (e *pluginEntry) addSpecs(asked error, specs []events.EventSpec, into func(...events.EventSpec) error) error {
	if asked != nil {
		return asked
	}
	if err := into(specs...); err != nil {
		return &PluginError{e.name, StageDeclare, err}
	}
	return nil
}

func (e *pluginEntry) initPlugin(ctx context.Context) error {
	if p, ok := e.plugin.(Initializer); ok {
		if err := callForError(ctx, e.newCall(StageInit, "Init"), func() error { return p.Init(e.methodContext(ctx), e.env) }); err != nil {
			return err
		}
	}
	e.initialised = true
	return nil
}

// addRoutes calls the plugin's Routes twice: for its own mux, which serves them and
// shows a fault of the plugin alone, and for the common one, which shows conflicts.
func (e *pluginEntry) addRoutes(ctx context.Context, all *http.ServeMux) error {
	if _, ok := e.plugin.(Router); !ok {
		return nil
	}
	own := http.NewServeMux()
	if err := e.mountRoutes(ctx, own); err != nil {
		return err
	}
	e.mux = own
	err := e.mountRoutes(ctx, all)
	if _, conflict := errors.AsType[*events.PanicError](err); conflict {
		return &PluginError{e.name, StageRoutes, fmt.Errorf("a route conflicts with one of another plugin; change one of the two patterns: %w", errors.Unwrap(err))}
	}
	return err
}

func (e *pluginEntry) mountRoutes(ctx context.Context, mux *http.ServeMux) error {
	return callForError(ctx, e.newCall(StageRoutes, "Routes"), func() error {
		e.plugin.(Router).Routes(mux)
		return nil
	})
}

// parseTemplates also reads the plugin's file system, which is the plugin's own
// code.
func (e *pluginEntry) parseTemplates(ctx context.Context) error {
	p, ok := e.plugin.(Templater)
	if !ok {
		return nil
	}
	set, err := callMethod(ctx, e.newCall(StageTemplates, "Templates"), func() (*template.Template, error) {
		return parseTemplates(e.name, p.Templates())
	})
	e.env.templates.Store(set)
	return err
}

func (e *pluginEntry) completeLoad(ctx context.Context) error {
	return callForError(ctx, e.newCall(StageComplete, "OnLoadComplete"), func() error { return e.plugin.OnLoadComplete(e.methodContext(ctx), e.env) })
}

// unloader returns the plugin's OnUnload, and whether to call it.
func (e *pluginEntry) unloader() (Unloader, bool) {
	p, ok := e.plugin.(Unloader)
	return p, ok && e.initialised && !e.unloaded
}

func (e *pluginEntry) onUnload(ctx context.Context) error {
	p, due := e.unloader()
	e.unloaded = true
	if !due {
		return nil
	}
	return callForError(ctx, e.newCall(StageUnload, "OnUnload"), func() error { return p.OnUnload(e.methodContext(ctx)) })
}

// methodContext returns the context that the plugin's methods get: it carries the
// plugin's view.
func (e *pluginEntry) methodContext(ctx context.Context) context.Context {
	return events.NewContext(ctx, e.env.bus)
}
