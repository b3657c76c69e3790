package events_test

import (
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// B23: a bad option panics with what would be right.
func TestB23_BadAsyncOptionsPanic(t *testing.T) {
	for remedy, bad := range map[string]func(){
		"Buffer(0): pass at least 1":                              func() { events.Buffer(0) },
		"Buffer(-1)":                                              func() { events.Buffer(-1) },
		"Workers(0): pass at least 1":                             func() { events.Workers(0) },
		"WhenFull(4): choose Block, DropNewest, DropO":            func() { events.WhenFull(events.Latest + 1) },
		"Keyed(nil): pass a func":                                 func() { events.Keyed(nil) },
		"WithCeiling(-1): pass 0 or more":                         func() { events.WithCeiling(-1) },
		"WithMaxDepth(0): pass at least 1":                        func() { events.WithMaxDepth(0) },
		"WithListenerLimit(-1): pass 0 or more; 0 turns it off":   func() { events.WithListenerLimit(-1) },
		"WithSlowThreshold(-1ns): pass 0 or more; 0 turns it off": func() { events.WithSlowThreshold(-1) },
		"empty AsyncOption: make options with":                    func() { events.Async(events.AsyncOption{}) },
	} {
		wantText(t, mustPanic(t, bad), remedy)
	}
}
