package host

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"

	"github.com/fastpluggy/eventbus/events"
)

// entry is one plugin that was accepted by name.
type entry struct {
	host          *Host
	plugin        Plugin
	name, version string
	env           *Env
	initialised   bool           // Init has succeeded, so OnUnload is due
	unloaded      bool           // OnUnload was called, or need not be
	mux           *http.ServeMux // its routes; nil where it has none
	tidying       int            // methods that came back late; guarded by host.mu
}

func (e *entry) call(stage, method string) call {
	return call{plugin: e.name, stage: stage, method: method, late: e.tidy}
}

func (e *entry) declare(ctx context.Context) error {
	if p, ok := e.plugin.(Emitter); ok {
		specs, err := ask(ctx, e.call(StageDeclare, "Emits"), func() ([]events.EventSpec, error) { return p.Emits(), nil })
		if err := e.put(err, specs, e.env.bus.Declare); err != nil {
			return err
		}
	}
	if p, ok := e.plugin.(Listener); ok {
		specs, err := ask(ctx, e.call(StageDeclare, "Listens"), func() ([]events.EventSpec, error) { return p.Listens(), nil })
		return e.put(err, specs, e.env.bus.Expect)
	}
	return nil
}

// put hands specs to the catalog, unless they could not be asked for.
func (e *entry) put(asked error, specs []events.EventSpec, into func(...events.EventSpec) error) error {
	if asked != nil {
		return asked
	}
	if err := into(specs...); err != nil {
		return &PluginError{e.name, StageDeclare, err}
	}
	return nil
}

func (e *entry) init(ctx context.Context) error {
	if p, ok := e.plugin.(Initializer); ok {
		if err := do(ctx, e.call(StageInit, "Init"), func() error { return p.Init(e.context(ctx), e.env) }); err != nil {
			return err
		}
	}
	e.initialised = true
	return nil
}

// routes asks for the plugin's routes twice: for its own mux, which serves them
// and shows a fault of the plugin alone, and for the common one.
func (e *entry) routes(ctx context.Context, all *http.ServeMux) error {
	if _, ok := e.plugin.(Router); !ok {
		return nil
	}
	own := http.NewServeMux()
	if err := e.mount(ctx, own); err != nil {
		return err
	}
	e.mux = own
	err := e.mount(ctx, all)
	if _, conflict := errors.AsType[*events.PanicError](err); conflict {
		return &PluginError{e.name, StageRoutes, fmt.Errorf("a route of another plugin is in the way; change one of the two patterns: %w", errors.Unwrap(err))}
	}
	return err
}

func (e *entry) mount(ctx context.Context, mux *http.ServeMux) error {
	return do(ctx, e.call(StageRoutes, "Routes"), func() error {
		e.plugin.(Router).Routes(mux)
		return nil
	})
}

// parseTemplates reads the plugin's file system, too, which is the plugin's own
// code.
func (e *entry) parseTemplates(ctx context.Context) error {
	p, ok := e.plugin.(Templater)
	if !ok {
		return nil
	}
	set, err := ask(ctx, e.call(StageTemplates, "Templates"), func() (*template.Template, error) {
		return parseTemplates(e.name, p.Templates())
	})
	e.env.templates.Store(set)
	return err
}

func (e *entry) complete(ctx context.Context) error {
	return do(ctx, e.call(StageComplete, "OnLoadComplete"), func() error { return e.plugin.OnLoadComplete(e.context(ctx), e.env) })
}

// unloader returns the plugin's OnUnload, if that is due.
func (e *entry) unloader() (Unloader, bool) {
	p, ok := e.plugin.(Unloader)
	return p, ok && e.initialised && !e.unloaded
}

func (e *entry) onUnload(ctx context.Context) error {
	p, due := e.unloader()
	e.unloaded = true
	if !due {
		return nil
	}
	return do(ctx, e.call(StageUnload, "OnUnload"), func() error { return p.OnUnload(e.context(ctx)) })
}

// context is what the plugin's methods get: it carries the plugin's view.
func (e *entry) context(ctx context.Context) context.Context {
	return events.NewContext(ctx, e.env.bus)
}
