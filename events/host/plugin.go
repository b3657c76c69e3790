package host

import (
	"context"
	"io/fs"
	"net/http"

	"github.com/fastpluggy/eventbus/events"
)

// Plugin is what every plugin has. The host calls its methods one at a time, each
// on a goroutine of its own that [Host.Load] or [Host.Close] waits for until its
// context ends; Name and Version once.
// Further methods are optional: see [Emitter], [Listener], [Initializer],
// [Router], [Templater] and [Unloader].
type Plugin interface {
	// Name is the source of the plugin's events and the owner of its listeners.
	// It follows the grammar of event names; "host" and "events" are taken, and so
	// is the name of a plugin of another host on the bus.
	Name() string
	// Version is told to whoever hears fp.plugin.loaded. Any text will do.
	Version() string
	// OnLoadComplete runs when all plugins are initialised and all templates
	// parsed. A listener added here hears fp.app_ready, and of the earlier
	// lifecycle events nothing.
	OnLoadComplete(ctx context.Context, env *Env) error
}

// Emitter is a plugin that declares the events it emits. The host puts them
// into the bus's catalog before Init; a conflict fails the plugin with a
// [*events.ConflictError].
type Emitter interface {
	Emits() []events.EventSpec
}

// Listener is a plugin that says what it listens to, and which fields of it it
// needs: it hears them whatever it says. The host passes that to
// [events.Bus.Expect] before Init; where an emitter disagrees, [Host.Load] says
// so when all plugins are there.
type Listener interface {
	Listens() []events.EventSpec
}

// Initializer is a plugin that has something to do before the others are all
// there: open what it needs, and subscribe. The context carries the plugin's
// view of the bus and is that of [Host.Load]: do not keep it for later work.
type Initializer interface {
	Init(ctx context.Context, env *Env) error
}

// Router is a plugin that serves HTTP. Patterns are those of [http.ServeMux],
// with nothing put before them. The host calls Routes after Init and more than
// once, to find conflicts: it should register handlers and do nothing else.
type Router interface {
	Routes(mux *http.ServeMux)
}

// Templater is a plugin with HTML templates: all files of the file system that
// end in .html or .tmpl, each named by its path. [Env.Templates] gives them
// parsed, from fp.templates_ready on.
type Templater interface {
	Templates() fs.FS
}

// Unloader is a plugin that has something to give back. OnUnload is called once
// if Init has succeeded, when the plugin's listeners have finished and are off;
// it may still emit. The context bounds how long it may take: if it has not
// returned then, it is reported and goes on, and the next plugin has its turn.
type Unloader interface {
	OnUnload(ctx context.Context) error
}
