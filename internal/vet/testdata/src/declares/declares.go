package declares // want package:`events\(app.ready user.handmade user.login user.profile_created\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

const prefix = "user"

const misspelt = "user.logni"

var Emits = []events.EventSpec{
	{Name: prefix + ".login"},
	{"user.profile_created", "by position", nil, ""},
	ready,
}

var ready = events.EventSpec{Name: "app.ready"}

var handmade = typed.NewTopic[struct{}]("user.handmade")

type plugin struct{ *events.Bus }

func emits(ctx context.Context, b *events.Bus, p plugin, dynamic string) {
	_ = b.Emit(ctx, "user.login", nil)
	_ = b.Emit(ctx, prefix+".profile_created", nil)
	_ = b.Emit(ctx, "user.handmade", nil)
	_ = b.Emit(ctx, "app.ready", nil)
	_ = b.Emit(ctx, "user.logn", nil)                  // want `nothing declares event "user.logn"; did you mean "user.login"\?`
	_ = b.Emit(ctx, `user.lgoin`, nil)                 // want `did you mean "user.login"\?`
	_ = b.As("x").EmitWait(ctx, "user.logonn", nil)    // want `did you mean "user.login"\?`
	_ = b.Emit(ctx, misspelt, nil)                     // want `did you mean "user.login"\?`
	_ = b.Emit(ctx, prefix+".logon", nil)              // want `did you mean "user.login"\?`
	_ = p.Emit(ctx, "user.Login", nil)                 // want `did you mean "user.login"\?`
	_ = (*events.Bus).Emit(b, ctx, "user.logged", nil) // want `nothing declares event "user.logged"`
	_ = b.Emit(ctx, "cart.checked_out", nil)           // want `nothing declares event "cart.checked_out"; add it to the \[\]events.EventSpec of this package`
	_ = b.Emit(ctx, dynamic, nil)
	_ = b.Emit(ctx, "not a name", nil) // the bus itself refuses it
}

func listens(ctx context.Context, b *events.Bus) {
	b.On("user.login", nil)
	b.On("user.logn", nil)                 // want `did you mean "user.login"\?`
	b.On("user_login", nil)                // want `did you mean "user.login"\?`
	b.On("user.profile_updated", nil)      // near, and yet another plugin's
	b.On("cart.checked_out", nil)          // another plugin's
	b.OnNamespace("use", nil)              // a prefix is not a name
	for range b.Stream(ctx, "user.logi") { // want `did you mean "user.login"\?`
	}
	_ = b.Explain("app.raedy") // want `did you mean "app.ready"\?`
}

type other struct{}

func (other) Emit(ctx context.Context, name string, p events.Payload) error { return nil }

func notTheBus(ctx context.Context, o other) { _ = o.Emit(ctx, "user.logn", nil) }
