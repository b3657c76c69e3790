package host_test

import (
	"bytes"
	"context"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/registry"
)

// Load logs that a plugin's package has generated code although no plugin of that
// package declares anything: its methods Emits and Listens may be missing.
func TestLoadWarnsOfAPluginWithoutItsMethods(t *testing.T) {
	registry.Add(registry.Entry{
		Event: contract.Event{Name: "forgotten.event", Fingerprint: "forgotten"}, Type: reflect.TypeFor[forgottenPayload](),
	})
	declares := &fake{bare: bare{"declares"}, emits: []events.EventSpec{{Name: "forgotten.event"}}}
	late := &fake{bare: bare{"late"}, complete: func(_ context.Context, env *host.Env) error {
		return env.Events().Declare(events.EventSpec{Name: "forgotten.event"})
	}}
	for _, tt := range []struct {
		plugins []host.Plugin
		warns   bool
		reason  string
	}{
		{[]host.Plugin{bare{"forgetful"}}, true, "it lacks the methods"},
		{[]host.Plugin{&fake{bare: bare{"forgetful"}}}, true, "its methods return nothing"},
		{[]host.Plugin{declares}, false, "it has them"},
		{[]host.Plugin{late}, false, "it declares its events itself"},
		{[]host.Plugin{bare{"forgetful"}, declares}, false, "another plugin of the package declares them"},
	} {
		var log bytes.Buffer
		h := host.New(events.New(), host.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		mustLoad(t, h, tt.plugins...)
		if warned := strings.Contains(log.String(), "level=WARN"); warned != tt.warns {
			t.Errorf("%s: warned = %v\n%s", tt.reason, warned, log.String())
		}
		for _, want := range []string{"plugin=forgetful", "forgotten.event", "Emits", "Listens"} {
			if tt.warns && !strings.Contains(log.String(), want) {
				t.Errorf("%s: the log lacks %q:\n%s", tt.reason, want, log.String())
			}
		}
	}
}

type forgottenPayload struct{}

// An event that a plugin emits in OnLoadComplete reaches the plugins after it if they
// have subscribed in Init.
func TestEmitInOnLoadCompleteNeedsSubscribersOfInit(t *testing.T) {
	var d diary
	emits := &fake{bare: bare{"emits"}, complete: func(ctx context.Context, env *host.Env) error {
		return env.Events().Emit(ctx, "shop.opened", nil)
	}}
	early := &fake{bare: bare{"early"}, init: func(_ context.Context, env *host.Env) error {
		env.Events().On("shop.opened", d.hear("early"))
		return nil
	}}
	late := &fake{bare: bare{"late"}, complete: func(_ context.Context, env *host.Env) error {
		env.Events().On("shop.opened", d.hear("late"))
		return nil
	}}
	mustLoad(t, host.New(events.New()), emits, early, late)
	d.is(t, "early hears shop.opened from emits map[]")
}
