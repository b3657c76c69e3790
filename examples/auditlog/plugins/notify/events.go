package notify

import "github.com/fastpluggy/eventbus/events"

//go:generate go tool evgen

// Emits declares the event of this plugin. It has no listener in this program,
// which the page of the bus shows.
var Emits = []events.EventSpec{{
	Name:        "mail.sent",
	Description: "Fired after a greeting has been sent.",
	Payload: events.Schema{
		"user_id": "int64",
		"to":      "string", // the address
	},
}}

// Listens declares what this plugin needs of other plugins' events: these two
// fields of a login. Its emitter may add fields, but not remove these.
var Listens = []events.EventSpec{{
	Name:        "user.login",
	Description: "Fired after a user has signed in.",
	Payload: events.Schema{
		"user_id":  "int64",
		"username": "string",
	},
}}
