package host_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
)

// Load says where emitter and listener disagree, in whatever order they come,
// with both owners, and keeps both.
func TestLoadReportsWhereEmitterAndListenerDisagree(t *testing.T) {
	emits := []events.EventSpec{{Name: "user.login", Payload: events.Schema{"user_id": "int64", "username": "string", "nick": "*string"}}}
	listens := []events.EventSpec{
		{Name: "user.login", Payload: events.Schema{"user_id": "string", "usrname": "string", "nick": "string", "later": "*int"}},
		{Name: "user.logout", Payload: events.Schema{"user_id": "int64"}},
	}
	for _, listenerFirst := range []bool{false, true} {
		heard := 0
		auth := &fake{bare: bare{"auth"}, emits: emits}
		audit := &fake{bare: bare{"audit"}, listens: listens, init: func(_ context.Context, env *host.Env) error {
			env.Events().On("user.login", func(context.Context, events.Event) error { heard++; return nil })
			return nil
		}}
		plugins := []host.Plugin{auth, audit}
		if listenerFirst {
			plugins = []host.Plugin{audit, auth}
		}
		told := 0
		b := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) { told++ }))
		err := host.New(b).Load(t.Context(), plugins...)
		wantFaults(t, err, "audit/compare", "audit/compare", "audit/compare")
		for _, want := range []string{`"nick" as string, which is declared as *string`, `"user_id" as string, which is declared as int64`, `"usrname" as string, which is not declared (did you mean "username"?)`, `"audit"`, `"auth"`} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v\nlacks %s", err, want)
			}
		}
		c, ok := errors.AsType[*events.ContractError](err)
		if !ok || c.Source != "auth" || c.Listener != "audit" || c.Field != "nick" {
			t.Errorf("the first is %+v", c)
		}
		if told != 3 {
			t.Errorf("the error handler was told %d times, want 3", told)
		}
		_ = b.Emit(t.Context(), "user.login", events.Payload{"user_id": 1, "username": "ada"})
		if heard != 1 {
			t.Errorf("the listener heard %d events, want 1", heard)
		}
	}
}

// A plugin's Listens are in the catalog before its Init, under its name.
func TestListensAreExpectations(t *testing.T) {
	b := events.New()
	seen := 0
	mustLoad(t, host.New(b), &fake{
		bare: bare{"audit"}, listens: []events.EventSpec{{Name: "fp.plugin.loaded", Payload: events.Schema{"module_name": "string"}}},
		init: func(context.Context, *host.Env) error { seen = len(b.Expectations()); return nil },
	})
	all := b.Expectations()
	if seen != 1 || len(all) != 1 || all[0].Owner != "audit" || all[0].Name != "fp.plugin.loaded" || all[0].Fields[0].Name != "module_name" {
		t.Errorf("before Init there were %d; in the end %+v", seen, all)
	}
}

// A bad spec of Listens fails its plugin, as one of Emits does.
func TestBadListensFailThePlugin(t *testing.T) {
	err := host.New(events.New()).Load(t.Context(),
		&fake{bare: bare{"audit"}, listens: []events.EventSpec{{Name: "user..login"}, {Name: "a", Payload: events.Schema{"x": "strng"}}}})
	wantFaults(t, err, "audit/declare")
	if _, ok := errors.AsType[*events.NameError](err); !ok {
		t.Errorf("%v", err)
	}
}

// The lifecycle events are as declared, so an enforcing bus accepts them.
func TestLoadOnABusThatEnforces(t *testing.T) {
	b := events.New(events.WithContracts(events.Enforce))
	n := 0
	b.OnNamespace("fp", func(context.Context, events.Event) error { n++; return nil })
	mustLoad(t, host.New(b), bare{"one"})
	if n != 4 {
		t.Errorf("%d lifecycle events were heard, want 4", n)
	}
}
