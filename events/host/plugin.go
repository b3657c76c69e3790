package host

import (
	"context"
	"io/fs"
	"net/http"

	"github.com/fastpluggy/eventbus/events"
)

// A Plugin has a name, a version and a method for the end of loading. The host
// calls its methods one at a time, each on a goroutine of its own that [Host.Load]
// or [Host.Close] waits for until its context ends; Name and Version once. Further
// methods are optional: see [Emitter], [Listener], [Initializer], [Router],
// [Templater] and [Unloader].
type Plugin interface {
	// Name is the source of the plugin's events and the owner of its listeners.
	// It follows the grammar of event names; "host" and "events" are reserved, and
	// the name of a plugin of another host on the bus is refused.
	Name() string
	// Version is a field of fp.plugin.loaded. Any text will do.
	Version() string
	// OnLoadComplete runs when all plugins are initialised and all templates
	// parsed. A listener added here gets fp.app_ready, and none of the earlier
	// lifecycle events.
	OnLoadComplete(ctx context.Context, env *Env) error
}

// An Emitter is a plugin that declares the events it emits. The host adds them to
// the bus's catalog before Init; a conflict fails the plugin with a
// [*events.ConflictError]. Without this method the host knows nothing of a variable
// Emits, which only evgen reads.
type Emitter interface {
	Emits() []events.EventSpec
}

// A Listener is a plugin that declares the events it listens to, and the fields
// that it reads. This does not subscribe it, nor limit what it may subscribe to.
// The host passes the specs to [events.Bus.Expect] before Init; if an emitter
// declares a field differently, [Host.Load] reports it after the last plugin.
type Listener interface {
	Listens() []events.EventSpec
}

// An Initializer is a plugin that has something to do before all others are loaded:
// open what it uses, and subscribe. The context carries the plugin's view of the
// bus and is that of [Host.Load]: do not keep it for later work.
type Initializer interface {
	Init(ctx context.Context, env *Env) error
}

// A Router is a plugin that serves HTTP. Patterns are those of [http.ServeMux],
// without a prefix. The host calls Routes after Init and more than once, to find
// conflicts: it should register handlers and do nothing else.
type Router interface {
	Routes(mux *http.ServeMux)
}

// A Templater is a plugin with HTML templates: all files of the file system that
// end in .html or .tmpl, each named by its path. [Env.Templates] returns them
// parsed, from fp.templates_ready on.
type Templater interface {
	Templates() fs.FS
}

// An Unloader is a plugin that has something to release. OnUnload is called once if
// Init has succeeded, when the plugin's listeners have finished and are off; it may
// still emit. The context bounds how long it may take: if it has not returned then,
// it is reported and goes on, and the next plugin is unloaded.
type Unloader interface {
	OnUnload(ctx context.Context) error
}
