package oncompile

import (
	"context"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

func TestTick(t *testing.T) {
	b := events.New()
	b.On("clock.tikced", nil)
	_ = b.Emit(context.Background(), "test.begun", events.Payload{"x": 1})
	_ = tick(context.Background(), b)
}
