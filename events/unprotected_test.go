package events_test

import (
	"context"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// fatal are handlers that the bus can't survive.
var fatal = map[string]events.Handler{
	"os.Exit": func(context.Context, events.Event) error { os.Exit(7); return nil },
	"stack overflow": func(context.Context, events.Event) error {
		debug.SetMaxStack(1 << 20)
		return endless(0)
	},
	"a panic in a goroutine of its own": func(context.Context, events.Event) error {
		go panic("not in the handler's goroutine")
		select {}
	},
}

func endless(n int) error {
	if n < 0 {
		return errBoom
	}
	return endless(n + 1)
}

// B29: isolation is not a sandbox. These handlers end the process, as the
// contract says; the test runs itself again for each.
func TestB29_WhatIsNotProtected(t *testing.T) {
	const variable = "EVENTS_TEST_FATAL"
	if name := os.Getenv(variable); name != "" {
		b := events.New()
		b.On("a", fatal[name])
		_ = b.Emit(events.NewContext(background, b), "a", nil)
		t.Fatal("survived")
	}
	for name, want := range map[string]struct {
		code int
		says string
	}{
		"os.Exit": {7, ""}, "stack overflow": {2, "stack overflow"},
		"a panic in a goroutine of its own": {2, "not in the handler's goroutine"},
	} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestB29_WhatIsNotProtected$")
		cmd.Env = append(os.Environ(), variable+"="+name)
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != want.code || !strings.Contains(string(out), want.says) {
			t.Errorf("%s: exit code %d, want %d; output %.300s", name, code, want.code, out)
		}
	}
}
