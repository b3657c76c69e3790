package notify

import "github.com/fastpluggy/eventbus/events"

//go:generate go tool evgen

// Emits is what this plugin says on the bus. Nobody in this program listens,
// which the page of the bus shows.
var Emits = []events.EventSpec{{
	Name:        "mail.sent",
	Description: "Fired after a greeting has been sent.",
	Payload: events.Schema{
		"user_id": "int64",
		"to":      "string", // the address
	},
}}

// Listens is what this plugin needs of the events of others: of a login these
// two fields. Whoever emits it may add fields, but not take these away.
var Listens = []events.EventSpec{{
	Name:        "user.login",
	Description: "Fired after a user has signed in.",
	Payload: events.Schema{
		"user_id":  "int64",
		"username": "string",
	},
}}
