package vet

const hostPath = "github.com/fastpluggy/eventbus/events/host"

// hostEvents are the events of the plugin host. They are in no lock but that of
// the bus itself, and a package that listens to them need not import the host.
// They are written out here because importing the host would make evvet compile
// net/http; a test compares them with the host's declarations.
var hostEvents = &catalog{Contracts: []contract{
	{Name: "fp.all_plugins_loaded", Package: hostPath, GoName: "AllPluginsLoaded", Fields: []contractField{{Name: "plugin_count", GoName: "PluginCount", Type: "int"}}, Place: "emits.go"},
	{Name: "fp.app_ready", Package: hostPath, GoName: "AppReady", Place: "emits.go"},
	{Name: "fp.plugin.loaded", Package: hostPath, GoName: "PluginLoaded", Fields: []contractField{
		{Name: "module_name", GoName: "ModuleName", Type: "string"}, {Name: "version", GoName: "Version", Type: "string"},
	}, Place: "emits.go"},
	{Name: "fp.templates_ready", Package: hostPath, GoName: "TemplatesReady", Place: "emits.go"},
}}
