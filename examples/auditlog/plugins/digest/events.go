package digest

import "github.com/fastpluggy/eventbus/events"

//go:generate go tool evgen

// Emits is what this plugin says on the bus.
var Emits = []events.EventSpec{{
	Name:        "user.digest",
	Description: "Fired once in a while, with what has happened since the last time.",
	Payload: events.Schema{
		"logins":   "int64", // users who have signed in
		"failures": "int64", // attempts that have failed
		"since":    "time.Time",
	},
}}
