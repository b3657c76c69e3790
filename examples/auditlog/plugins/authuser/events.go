package authuser

import "github.com/fastpluggy/eventbus/events"

//go:generate go tool evgen

// Emits declares the events of this plugin. The comments on the fields become
// those of the generated struct fields.
var Emits = []events.EventSpec{
	{
		Name:        "user.login",
		Description: "Fired after a user has signed in.",
		Payload: events.Schema{
			"user_id":  "int64", // the account, not the session
			"username": "string",
			"ip":       "net/netip.Addr", // the other end of the connection
			"remember": "bool",           // whether the browser keeps the session when it is closed
		},
	},
	{
		Name:        "user.login_failed",
		Description: "Fired after an attempt to sign in with a wrong name or password.",
		Payload: events.Schema{
			"username": "string", // as typed, cut at 64 characters
			"reason":   "string", // "unknown user" or "wrong password"; not for the browser
		},
	},
	{
		Name:        "user.logout",
		Description: "Fired after a user has signed out.",
		Payload: events.Schema{
			"user_id":  "int64",
			"username": "string",
		},
	},
}
