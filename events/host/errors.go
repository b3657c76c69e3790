package host

import (
	"errors"
	"fmt"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

// The stages of a [PluginError]: what the host was doing for the plugin.
const (
	StageIdentify  = "identify"         // asking its name, version and methods
	StageDeclare   = "declare"          // adding its Emits and Listens to the catalog
	StageCompare   = "compare"          // comparing its Listens with the declarations of others; it stays loaded
	StageInit      = "init"             // calling Init
	StageRoutes    = "routes"           // calling Routes, or finding a conflict
	StageTemplates = "templates"        // reading and parsing its Templates
	StageComplete  = "on load complete" // calling OnLoadComplete
	StageUnload    = "unload"           // waiting for its listeners, calling OnUnload
	StageEmit      = "emit"             // emitting a lifecycle event; the plugin is "host"
)

var (
	// ErrLoadCalled is returned by a second [Host.Load], and by one after [Host.Close].
	ErrLoadCalled = errors.New("host: Load or Close was called before; pass all plugins to one Load, or make a new host")

	// ErrLoading is returned by [Host.Close] while [Host.Load] runs: Close does not
	// wait for Load, since Load may even be its caller.
	ErrLoading = errors.New("host: Load is still running; end its context, and close the host when Load has returned")
)

// A PluginError says which plugin failed, and at which stage. It wraps the plugin's
// own error, a [*events.PanicError] if the plugin panicked, [events.ErrGoexit] if
// it ended its goroutine, a [*HangError] if it did not return in time, or an
// [*events.CloseError] if its listeners did not finish in time: that one counts the
// events that they did not get.
type PluginError struct {
	Plugin string // the plugin's name; empty if it could not be asked
	Stage  string // one of the Stage constants
	Err    error
}

// Error quotes at most 64 bytes of the plugin's name.
func (e *PluginError) Error() string {
	return fmt.Sprintf("host: plugin %s: %s: %s", quoteName(e.Plugin), e.Stage, errtext.Inner(e.Err))
}

// Unwrap returns the plugin's own error.
func (e *PluginError) Unwrap() error { return e.Err }

// MarshalText returns the error's text, for JSON: as an object, the error that it
// wraps would be {}.
func (e *PluginError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

func quoteName(name string) string {
	if len(name) > 64 {
		return fmt.Sprintf("%q…", name[:64])
	}
	return fmt.Sprintf("%q", name)
}

// A HangError says which method of a plugin had not returned in time. The method
// goes on; listeners that it adds later are taken off when it returns.
type HangError struct {
	Method string // such as "OnUnload"
	Err    error  // of the context that ended
}

// Error names the method and the remedy.
func (e *HangError) Error() string {
	return fmt.Sprintf("%s has not returned (%v); make it end with its context", e.Method, e.Err)
}

// Unwrap returns the error of the context.
func (e *HangError) Unwrap() error { return e.Err }
