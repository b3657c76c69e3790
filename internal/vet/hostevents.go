package vet

import "github.com/fastpluggy/eventbus/internal/contract"

const hostPath = "github.com/fastpluggy/eventbus/events/host"

// hostEvents are the events of the plugin host. They are in no lock but that of
// the bus itself, and a package that listens to them need not import the host.
// They are written out here because importing the host would make evvet compile
// net/http; a test compares them with the host's declarations.
var hostEvents = &catalog{Contracts: []declaredEvent{
	hostEvent("fp.all_plugins_loaded", "AllPluginsLoaded", contract.Field{Name: "plugin_count", GoName: "PluginCount", Type: "int"}),
	hostEvent("fp.app_ready", "AppReady"),
	hostEvent("fp.plugin.loaded", "PluginLoaded",
		contract.Field{Name: "module_name", GoName: "ModuleName", Type: "string"},
		contract.Field{Name: "version", GoName: "Version", Type: "string"}),
	hostEvent("fp.templates_ready", "TemplatesReady"),
}}

func hostEvent(name, goName string, fields ...contract.Field) declaredEvent {
	return declaredEvent{Event: contract.Event{Name: name, Package: hostPath, GoName: goName, Fields: fields}, Place: "emits.go"}
}
