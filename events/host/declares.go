package host

import (
	"reflect"

	"github.com/fastpluggy/eventbus/internal/registry"
)

// warnOfMissingMethods logs each plugin whose package has generated code, while no
// loaded plugin of that package has declared anything. Such a plugin often has the
// variables Emits and Listens, which evgen reads, and lacks the methods that return
// them. It runs after OnLoadComplete, in which a plugin may call Declare itself.
func (l *loader) warnOfMissingMethods() {
	declaring := l.declaringPackages()
	for _, e := range l.loaded {
		path := e.packagePath()
		if names := registry.GeneratedIn(path); len(names) > 0 && !declaring[path] {
			l.host.logWarn("host: plugin declares no events, although its package has generated code for some; "+
				"add the methods Emits and Listens, which return them",
				"plugin", e.name, "package", path, "events", names)
		}
	}
}

// declaringPackages returns the packages of the loaded plugins that have declared
// an event, or that they listen to one.
func (l *loader) declaringPackages() map[string]bool {
	owners := map[string]bool{}
	for _, d := range l.host.bus.Catalog() {
		owners[d.Owner] = true
	}
	for _, x := range l.host.bus.Expectations() {
		owners[x.Owner] = true
	}
	packages := map[string]bool{}
	for _, e := range l.loaded {
		if owners[e.name] {
			packages[e.packagePath()] = true
		}
	}
	return packages
}

// packagePath returns the import path of the package of the plugin's type.
func (e *pluginEntry) packagePath() string {
	t := reflect.TypeOf(e.plugin)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.PkgPath()
}
