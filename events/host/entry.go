package host

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/fastpluggy/eventbus/events"
)

// entry is one plugin that was accepted by name.
type entry struct {
	plugin        Plugin
	name, version string
	env           *Env
	initialised   bool           // Init has succeeded, so OnUnload is due
	mux           *http.ServeMux // its routes; nil where it has none
}

func (e *entry) declare() error {
	return guard(e.name, StageDeclare, func() error {
		if p, ok := e.plugin.(Emitter); ok {
			if err := e.env.bus.Declare(p.Emits()...); err != nil {
				return err
			}
		}
		if p, ok := e.plugin.(Listener); ok {
			return e.env.bus.Expect(p.Listens()...)
		}
		return nil
	})
}

func (e *entry) init(ctx context.Context) error {
	if p, ok := e.plugin.(Initializer); ok {
		if err := guard(e.name, StageInit, func() error { return p.Init(e.context(ctx), e.env) }); err != nil {
			return err
		}
	}
	e.initialised = true
	return nil
}

// routes asks for the plugin's routes twice: for its own mux, which serves them
// and shows a fault of the plugin alone, and for the common one.
func (e *entry) routes(all *http.ServeMux) error {
	if _, ok := e.plugin.(Router); !ok {
		return nil
	}
	own := http.NewServeMux()
	if err := e.mount(own); err != nil {
		return err
	}
	e.mux = own
	if err := e.mount(all); err != nil {
		return &PluginError{e.name, StageRoutes, fmt.Errorf("a route of another plugin is in the way; change one of the two patterns: %w", errors.Unwrap(err))}
	}
	return nil
}

func (e *entry) mount(mux *http.ServeMux) error {
	return guard(e.name, StageRoutes, func() error {
		e.plugin.(Router).Routes(mux)
		return nil
	})
}

func (e *entry) parseTemplates() error {
	p, ok := e.plugin.(Templater)
	if !ok {
		return nil
	}
	return guard(e.name, StageTemplates, func() error {
		set, err := parseTemplates(e.name, p.Templates())
		e.env.templates.Store(set)
		return err
	})
}

func (e *entry) complete(ctx context.Context) error {
	return guard(e.name, StageComplete, func() error { return e.plugin.OnLoadComplete(e.context(ctx), e.env) })
}

func (e *entry) onUnload(ctx context.Context) error {
	p, ok := e.plugin.(Unloader)
	if !ok || !e.initialised {
		return nil
	}
	return guard(e.name, StageUnload, func() error { return p.OnUnload(e.context(ctx)) })
}

// context is what the plugin's methods get: it carries the plugin's view.
func (e *entry) context(ctx context.Context) context.Context {
	return events.NewContext(ctx, e.env.bus)
}
