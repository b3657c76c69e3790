package typed_test

import (
	"context"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// A traced bus tells of typed emits, too: with listeners, failed, and without.
func TestTraceOfTypedEmits(t *testing.T) {
	var out strings.Builder
	b := events.New(events.WithTrace(&out))
	must(t, loginTopic.Emit(ctx, b, login{}))
	s := loginTopic.On(b, func(context.Context, login) error { return nil }, events.Label("greet"))
	must(t, loginTopic.Emit(ctx, b, login{}))
	s.Off()
	must(t, loginTopic.Emit(ctx, b, login{}))
	want := "events: user.login: no listener for user.login\nevents: user.login: greet ok\nevents: user.login: no listener for user.login\n"
	if out.String() != want {
		t.Errorf("the trace is\n%s\nwant\n%s", out.String(), want)
	}
}
