// Package listens needs fields that the emitter, package auth, does not send.
package listens

import (
	_ "auth"

	"github.com/fastpluggy/eventbus/events"
)

var Listens = []events.EventSpec{
	{Name: "user.login", Payload: events.Schema{
		"user_id":  "int64",
		"usrname":  "string", // want `this package needs the field "usrname" of event "user.login", which auth does not send .*; did you mean "username"\?`
		"username": "bool",   // want `as bool from auth \(auth/auth.go:22\), which sends a string; declare it "string"`
	}},
	{Name: "user.logot"}, // want `nothing declares event "user.logot", which this package says it listens to; did you mean "user.logout"\?`
}
