package host_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/google/go-cmp/cmp"
)

// B32: the typed topic of disabled listeners is what the bus declares and emits.
func TestListenerDisabledTopic(t *testing.T) {
	if diff := cmp.Diff(events.ListenerDisabled, host.ListenerDisabledTopic.Spec()); diff != "" {
		t.Errorf("bus and topic (-bus +topic):\n%s", diff)
	}
	quiet := func(context.Context, events.Event, events.ListenerInfo, error) {}
	b := events.New(events.WithContracts(events.Enforce), events.WithErrorHandler(quiet), events.WithLogger(slog.New(slog.DiscardHandler)))
	if err := b.As("shop").Declare(events.EventSpec{Name: "order.paid"}); err != nil {
		t.Fatal(err)
	}
	s := b.As("mailer").On("order.paid", func(context.Context, events.Event) error { return errors.New("no mail server") }, events.DisableAfter(1), events.Label("mail"))
	var got []host.ListenerDisabled
	host.ListenerDisabledTopic.On(b, func(_ context.Context, p host.ListenerDisabled) error { got = append(got, p); return nil })
	if err := b.As("shop").Emit(context.Background(), "order.paid", nil); err != nil {
		t.Fatal(err)
	}
	want := host.ListenerDisabled{Listener: "mail", Owner: "mailer", Event: "order.paid", Error: "no mail server", Failures: 1}
	if len(got) != 1 {
		t.Fatalf("told %d times", len(got))
	}
	if want.Place = got[0].Place; got[0] != want || want.Place == "" {
		t.Errorf("told %+v of %+v", got[0], s.Info())
	}
}
