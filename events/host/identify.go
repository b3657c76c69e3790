package host

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"

	"github.com/fastpluggy/eventbus/events"
)

// identify asks the plugin for its name and version, and makes its view of the bus.
// A plugin that is refused here has no view: the name may be another plugin's.
func (l *loader) identify(number int, p Plugin) (*pluginEntry, error) {
	if p == nil {
		return nil, &PluginError{"", StageIdentify, fmt.Errorf("argument %d of Load's plugins is nil; leave it out", number)}
	}
	e := &pluginEntry{host: l.host, plugin: p}
	if err := l.askNameAndVersion(e); err != nil {
		return nil, &PluginError{e.name, StageIdentify, fmt.Errorf("argument %d of Load's plugins (%T): %w", number, p, errors.Unwrap(err))}
	}
	if err := errors.Join(l.nameFault(e.name), signatureFault(p)); err != nil {
		return nil, &PluginError{e.name, StageIdentify, err}
	}
	if !e.claimName() { // last, since a claimed name is released only by Close
		return nil, &PluginError{e.name, StageIdentify, errors.New("a plugin of another host on this bus has this name; close that host first, or rename one of the two")}
	}
	l.names[e.name] = true
	l.all = append(l.all, e)
	e.env = &Env{name: e.name, bus: l.host.bus.As(e.name), log: l.host.logFor(e.name)}
	return e, nil
}

// askNameAndVersion asks once for each: the answers may change from call to call.
func (l *loader) askNameAndVersion(e *pluginEntry) (err error) {
	c := methodCall{stage: StageIdentify, method: "Name", late: func() {}}
	e.name, err = callMethod(l.ctx, c, func() (string, error) { return e.plugin.Name(), nil })
	if err != nil {
		return err
	}
	c.method = "Version"
	e.version, err = callMethod(l.ctx, c, func() (string, error) { return e.plugin.Version(), nil })
	return err
}

// logFor returns the plugin's logger, or the host's if that panics.
func (h *Host) logFor(plugin string) (log *slog.Logger) {
	log = h.log
	defer func() { _ = recover() }()
	return h.log.With("plugin", plugin)
}

func (l *loader) nameFault(name string) error {
	switch {
	case events.ValidateName(name) != nil:
		return fmt.Errorf("bad plugin name: %w; use letters, digits, _ and -, as in \"auth_user\"", events.ValidateName(name))
	case name == hostName, name == busName:
		return fmt.Errorf("%q is the source of the library's own events; rename the plugin", name)
	case l.names[name]:
		return errors.New("another plugin has this name; load it once, or rename one of the two")
	}
	return nil
}

// optionalMethods are the methods that a plugin may have, to find those with wrong
// parameters.
var optionalMethods = []struct {
	method, signature string
	iface             reflect.Type
}{
	{"Emits", "Emits() []events.EventSpec", reflect.TypeFor[Emitter]()},
	{"Listens", "Listens() []events.EventSpec", reflect.TypeFor[Listener]()},
	{"Init", "Init(context.Context, *host.Env) error", reflect.TypeFor[Initializer]()},
	{"Routes", "Routes(*http.ServeMux)", reflect.TypeFor[Router]()},
	{"Templates", "Templates() fs.FS", reflect.TypeFor[Templater]()},
	{"OnUnload", "OnUnload(context.Context) error", reflect.TypeFor[Unloader]()},
}

// signatureFault says which optional method of the plugin would never be called,
// and why. Go itself does not report it.
func signatureFault(p Plugin) error {
	v := reflect.ValueOf(p)
	for _, o := range optionalMethods {
		if v.Type().Implements(o.iface) {
			continue
		}
		if m := v.MethodByName(o.method); m.IsValid() {
			return fmt.Errorf("method %s is a %v and would never be called; make it %s, or rename it", o.method, m.Type(), o.signature)
		}
		if reflect.PointerTo(v.Type()).Implements(o.iface) {
			return fmt.Errorf("only *%v has the method %s, which would never be called; load a pointer to the plugin", v.Type(), o.method)
		}
	}
	return nil
}
