package host

import (
	"html/template"
	"log/slog"
	"sync/atomic"

	"github.com/fastpluggy/eventbus/events"
)

// Env is what one plugin sees of the host. A plugin may keep it; all methods
// are safe for concurrent use.
type Env struct {
	name      string
	bus       *events.Bus
	log       *slog.Logger
	templates atomic.Pointer[template.Template]
}

// Name returns the plugin's name, as it stands in the events it emits.
func (e *Env) Name() string { return e.name }

// Events returns the plugin's own view of the bus: what it emits has the plugin
// as its source, and what it subscribes is off when the plugin is unloaded.
func (e *Env) Events() *events.Bus { return e.bus }

// Logger returns a logger that adds plugin=<name> to each line.
func (e *Env) Logger() *slog.Logger { return e.log }

// Templates returns what the plugin's [Templater] gave, parsed, each template
// named by its path. It is nil before fp.templates_ready, and for a plugin
// without templates.
func (e *Env) Templates() *template.Template { return e.templates.Load() }
