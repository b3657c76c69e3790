package events_test

import (
	"errors"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// B41: who closes the bus closes it for every view, also for those that were
// there before.
func TestB41_CloseConcernsEveryView(t *testing.T) {
	b, f := watched()
	plugin := b.As("plugin")
	plugin.On("a", discard)
	closeBus(t, b)
	for _, view := range []*events.Bus{plugin, b.As("plugin"), b.As("later")} {
		if err := view.Emit(background, "a", nil); !errors.Is(err, events.ErrClosed) {
			t.Errorf("Emit through %q: %v, want ErrClosed", view.Owner(), err)
		}
		if view.On("a", discard).Off() {
			t.Errorf("a listener of %q was on", view.Owner())
		}
	}
	if len(f.all) != 3 {
		t.Errorf("%d reports, want one for each On", len(f.all))
	}
}

// B41: who closes a view closes that alone.
func TestB41_CloseOfAViewConcernsItAlone(t *testing.T) {
	b, _ := watched()
	plugin, other := b.As("plugin"), b.As("other")
	closeBus(t, plugin)
	if err := plugin.Emit(background, "a", nil); !errors.Is(err, events.ErrClosed) {
		t.Errorf("Emit through the closed view: %v, want ErrClosed", err)
	}
	for _, view := range []*events.Bus{b, other} {
		mustEmit(t, view, "a", nil)
		if !view.On("a", discard).Off() {
			t.Errorf("a listener of %q was off", view.Owner())
		}
	}
	closeBus(t, b)
}
