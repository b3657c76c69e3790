package digest

import "github.com/fastpluggy/eventbus/events"

//go:generate go tool evgen

// Emits declares the event of this plugin.
var Emits = []events.EventSpec{{
	Name:        "user.digest",
	Description: "Fired at regular intervals, with what has happened since the last time.",
	Payload: events.Schema{
		"logins":   "int64", // users who have signed in
		"failures": "int64", // failed attempts
		"since":    "time.Time",
	},
}}
