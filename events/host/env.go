package host

import (
	"html/template"
	"log/slog"
	"sync/atomic"

	"github.com/fastpluggy/eventbus/events"
)

// An Env is a plugin's view of the host. A plugin may keep it; all methods are safe
// for concurrent use.
type Env struct {
	name      string
	bus       *events.Bus
	log       *slog.Logger
	templates atomic.Pointer[template.Template]
}

// Name returns the plugin's name, which is the source of the events it emits.
func (e *Env) Name() string { return e.name }

// Events returns the plugin's own view of the bus: its emits have the plugin as
// their source, and its listeners are taken off when the plugin is unloaded.
func (e *Env) Events() *events.Bus { return e.bus }

// Logger returns a logger that adds plugin=<name> to each line.
func (e *Env) Logger() *slog.Logger { return e.log }

// Templates returns the templates of the plugin's [Templater], parsed, each named
// by its path. It is nil before fp.templates_ready, and for a plugin without
// templates.
func (e *Env) Templates() *template.Template { return e.templates.Load() }
