package events_test

import (
	"context"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/google/go-cmp/cmp"
)

// B02: the listeners of a name, of its namespaces and of everything stand in
// the order in which one event reaches them.
func TestListenersStandInOrderOfDelivery(t *testing.T) {
	bus := events.New()
	var heard []string
	hear := func(name string) events.Handler {
		return func(context.Context, events.Event) error { heard = append(heard, name); return nil }
	}
	bus.On("user.login", hear("late"), events.Label("late"), events.Priority(-1))
	bus.OnAny(hear("all"), events.Label("all"))
	bus.As("audit").OnNamespace("user", hear("users"), events.Label("users"))
	bus.On("user.login", hear("first"), events.Label("first"), events.Priority(9))
	bus.On("user.login", hear("exact"), events.Label("exact"))
	if err := bus.Emit(t.Context(), "user.login", nil); err != nil {
		t.Fatal(err)
	}
	var listed, topics []string
	for _, l := range bus.Listeners() {
		listed = append(listed, l.Name)
		topics = append(topics, l.Scope+" "+l.Topic)
		if l.Delivered != 1 {
			t.Errorf("%s: delivered %d, want 1", l.Name, l.Delivered)
		}
	}
	if diff := cmp.Diff(heard, listed); diff != "" {
		t.Errorf("not the order of delivery (-heard +listed):\n%s", diff)
	}
	want := []string{"topic user.login", "any ", "namespace user", "topic user.login", "topic user.login"}
	want[0], want[4] = want[3], want[0]
	if diff := cmp.Diff(want, topics); diff != "" {
		t.Errorf("scopes (-want +got):\n%s", diff)
	}
}
