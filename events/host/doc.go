// Package host loads plugins that communicate over an event bus and never import
// each other.
//
// # Loading
//
// [Host.Load] takes the plugins in the order given. For each it makes the plugin's
// own view of the bus, declares what its Emits and Listens return, calls Init and
// Routes, and emits fp.plugin.loaded. After the last plugin it compares the events
// that they listen to with the declarations, emits fp.all_plugins_loaded, parses
// the templates, emits fp.templates_ready, calls OnLoadComplete of each in the same
// order, opens the routes, and emits fp.app_ready. The source of these four events
// is "host".
//
// # Which plugin gets which lifecycle event
//
// A plugin that subscribes in Init gets everything that is emitted after it: its
// own fp.plugin.loaded and those of the plugins after it, but not of those before.
// A plugin that subscribes in OnLoadComplete gets fp.app_ready only: for the other
// three it must subscribe in Init.
//
// The same holds for the plugins' own events: one that a plugin emits in its
// OnLoadComplete does not reach a plugin that is loaded after it and subscribes in
// OnLoadComplete. A plugin that subscribes in Init gets it.
//
// # Contracts
//
// A plugin's Listens returns the events of others that it listens to, with the
// fields that it reads. Load reports each field that the emitter does not declare,
// declares with a type that does not convert, or may leave out though the listener
// requires it: with both owners, in whichever order they were loaded, and with the
// places of the code that evgen wrote for them. Both stay loaded. An event that is
// not declared is not a fault. If a plugin's declarations are not those that its
// code was generated from, the error says to run go generate.
//
// The host knows only what the methods Emits and Listens return, or what a plugin
// declares itself. If evgen has generated code for a package and no loaded plugin of
// that package has declared anything, a warning in the log says so.
//
// # Failures
//
// A plugin that returns an error, panics or ends its goroutine is reported as a
// [*PluginError] with its name and the stage; the others load. So is a plugin with
// a method that has not returned when the context of Load has ended: the
// [*HangError] in it names the method. Its listeners are taken off and its routes
// are not mounted. If its Init had succeeded, its OnUnload is called, when its
// listeners have finished or after five seconds, and has five seconds itself. No
// fp.plugin.loaded is emitted for it and it is not in plugin_count, unless it
// failed later, in its templates or OnLoadComplete. Its declarations stay in the
// catalog until Close.
//
// # Names
//
// A plugin name belongs to one plugin, on the whole bus, until its host is closed:
// a second plugin of that name is refused, also by another host, since the two
// would take off each other's listeners. The names "host" and "events" are refused,
// too, as the sources of the library's own events. A plugin is asked for its name
// once.
//
// Go accepts an optional method with the wrong parameters, and then it is never
// called: the host refuses such a plugin and shows the right signature.
//
// # Routes
//
// [Host.Handler] serves the routes of all plugins by the rules of [http.ServeMux];
// if the patterns of two plugins conflict, that is an error of the second. In a
// route handler [events.FromContext] returns the view of the plugin that owns the
// route. If a handler panics, net/http recovers it.
//
// # Unloading
//
// [Host.Close] unloads in reverse order. First the plugins' listeners finish what
// they have accepted, and all of them still get what the others emit in doing so,
// over up to 64 hops from plugin to plugin. Other emits do not delay that. Then
// each plugin's listeners are withdrawn and finish, and its OnUnload is called,
// which may still emit. While a plugin is withdrawn, its listeners get only what
// listeners emit. So load first the plugin that records the events of others.
// OnUnload runs concurrently with a listener of its own plugin only if that hangs,
// and is reported.
//
// The context bounds each step. A plugin that hangs is reported and leaves time for
// the others, whose queues are worked off during that time. Events that were
// accepted and not delivered are counted in the error. When all are unloaded, their
// declarations are taken back.
package host
