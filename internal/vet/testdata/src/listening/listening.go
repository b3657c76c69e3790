package listening // want package:`events\(user.login user.logout\)`

import (
	"auth"
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

var _ auth.Role

var Listens = []events.EventSpec{{
	Name: "user.login",
	Payload: events.Schema{
		"user_id":  "int64",
		"username": "int",            // want `this package needs the field "username" of event "user.login" as int from auth \(auth/auth.go:22\), which sends a string; declare it "string"`
		"ip":       "net/netip.Addr", // want `which may omit it \(\*net/netip.Addr\); declare it "\*net/netip.Addr"`
		"small":    "*int64",
		"user":     "*string",
		"colour":   "string",  // want `this package needs the field "colour" of event "user.login", which auth does not send \(auth/auth.go:22\), only user_id, .*; read one of those, or declare the field there`
		"rol":      "string",  // want `which auth does not send \(auth/auth.go:22\); did you mean "role"\?`
		"extra":    "*string", // want `which sends a map\[string\]any; declare it "\*map\[string\]any"`
	},
}, {
	Name: "user.lgoin", // want `nothing declares event "user.lgoin", which this package says it listens to; did you mean "user.login"\?`
}, {
	Name:    "mail.sent", // another module's
	Payload: events.Schema{"to": "string"},
}, other}

var other = events.EventSpec{Name: "user.logout", Payload: events.Schema{"why": "string"}} // want `which auth does not send \(auth/auth.go:40\), it has no fields`

type plugin struct{}

func (plugin) Listens() []events.EventSpec { return Listens }

type UserLogin struct {
	UserID int64 `json:"user_id"`
}

var UserLoginTopic = typed.Generated("user.login", typed.Codec[UserLogin]{})

func emits(ctx context.Context, b *events.Bus) {
	_ = UserLoginTopic.Emit(ctx, b, UserLogin{}) // want `UserLoginTopic has what this package needs of event "user.login", not all that auth declares \(auth/auth.go:22\); emit it with the topic of a declaration`
	_ = auth.UserLoginTopic.Emit(ctx, b, auth.UserLogin{})
}

func run(b *events.Bus) {
	b.Expect(events.EventSpec{Name: "user.logout", Payload: events.Schema{"how": "string"}}) // want `needs the field "how"`
	b.On("mail.sent", nil)
	b.On("user.login", func(_ context.Context, e events.Event) error { // want `the handler reads fields of event "user.login" by name, and the event has a typed topic; write UserLoginTopic.On\(bus, func\(ctx context.Context, p UserLogin\)`
		_, err := events.Field[int64](e, "user_id")
		return err
	})
}
