package host

import "github.com/fastpluggy/eventbus/events"

//go:generate go tool evgen

// Emits declares the lifecycle events, in the order [Host.Load] emits them.
var Emits = []events.EventSpec{{
	Name:        "fp.plugin.loaded",
	Description: "Fired after each plugin that has been initialised.",
	GoName:      "PluginLoaded",
	Payload: events.Schema{
		"module_name": "string", // the plugin's name
		"version":     "string",
	},
}, {
	Name:        "fp.all_plugins_loaded",
	Description: "Fired once, when every plugin has been initialised or has failed.",
	GoName:      "AllPluginsLoaded",
	Payload: events.Schema{
		"plugin_count": "int", // without those that failed
	},
}, {
	Name:        "fp.templates_ready",
	Description: "Fired once, when the templates of all plugins have been parsed.",
	GoName:      "TemplatesReady",
}, {
	Name:        "fp.app_ready",
	Description: "Fired once, last of all: the routes are open and every OnLoadComplete has returned.",
	GoName:      "AppReady",
}}
