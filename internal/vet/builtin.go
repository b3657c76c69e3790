package vet

const hostPath = "github.com/fastpluggy/eventbus/events/host"

// hosts are the events of the plugin host. They stand in no lock but that of
// the bus itself, and whoever hears them need not import the host. They are
// written out, for importing the host would make evvet compile net/http.
var hosts = &catalog{Contracts: []contract{
	{Name: "fp.all_plugins_loaded", Package: hostPath, GoName: "AllPluginsLoaded", Fields: []field{{Name: "plugin_count", GoName: "PluginCount", Type: "int"}}, Place: "emits.go"},
	{Name: "fp.app_ready", Package: hostPath, GoName: "AppReady", Place: "emits.go"},
	{Name: "fp.plugin.loaded", Package: hostPath, GoName: "PluginLoaded", Fields: []field{
		{Name: "module_name", GoName: "ModuleName", Type: "string"}, {Name: "version", GoName: "Version", Type: "string"},
	}, Place: "emits.go"},
	{Name: "fp.templates_ready", Package: hostPath, GoName: "TemplatesReady", Place: "emits.go"},
}}
