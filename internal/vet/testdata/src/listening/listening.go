package listening // want package:`events\(user.login user.logout\)`

import (
	"auth"

	"github.com/fastpluggy/eventbus/events"
)

var _ auth.Role

var Listens = []events.EventSpec{{
	Name: "user.login",
	Payload: events.Schema{
		"user_id":  "int64",
		"username": "int",            // want `this package needs the field "username" of event "user.login" as int from auth \(auth/auth.go:18\), where it is a string; declare it "string"`
		"ip":       "net/netip.Addr", // want `where it may be missing \(\*net/netip.Addr\); declare it "\*net/netip.Addr"`
		"small":    "*int64",
		"user":     "*string",
		"colour":   "string",  // want `this package needs the field "colour" of event "user.login", which auth does not send \(auth/auth.go:18\), only user_id, .*; read one of those, or declare the field there`
		"rol":      "string",  // want `which auth does not send \(auth/auth.go:18\); did you mean "role"\?`
		"extra":    "*string", // want `where it is a map\[string\]any; declare it "\*map\[string\]any"`
	},
}, {
	Name: "user.lgoin", // want `nothing declares event "user.lgoin", which this package says it listens to; did you mean "user.login"\?`
}, {
	Name:    "mail.sent", // another module's
	Payload: events.Schema{"to": "string"},
}, other}

var other = events.EventSpec{Name: "user.logout", Payload: events.Schema{"why": "string"}} // want `which auth does not send \(auth/auth.go:35\), it has none at all`

type plugin struct{}

func (plugin) Listens() []events.EventSpec { return Listens }

func run(b *events.Bus) {
	b.Expect(events.EventSpec{Name: "user.logout", Payload: events.Schema{"how": "string"}}) // want `needs the field "how"`
	b.On("mail.sent", nil)
}
