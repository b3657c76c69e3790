package host

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/errtext"
)

// The stages of a [PluginError]: what the host was doing for the plugin.
const (
	StageIdentify  = "identify"         // asking its name, version and methods
	StageDeclare   = "declare"          // putting its Emits and Listens into the catalog
	StageCompare   = "compare"          // holding its Listens against what others declare; it stays loaded
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

	// ErrLoading is returned by [Host.Close] while [Host.Load] runs, which it
	// would have to wait for, perhaps from within it.
	ErrLoading = errors.New("host: Load is still running; end its context, and close the host when Load has returned")
)

// PluginError says which plugin failed, and at which stage. It wraps the
// plugin's own error, or a [*events.PanicError] where the plugin panicked.
type PluginError struct {
	Plugin string // as the plugin names itself; empty where it could not be asked
	Stage  string // one of the Stage constants
	Err    error
}

// Error quotes at most 64 bytes of the plugin's name.
func (e *PluginError) Error() string {
	return fmt.Sprintf("host: plugin %s: %s: %s", quote(e.Plugin), e.Stage, errtext.Inner(e.Err))
}

// Unwrap returns the plugin's own error.
func (e *PluginError) Unwrap() error { return e.Err }

// MarshalText returns the error's text, for JSON: in an object, what it wraps
// would be {}.
func (e *PluginError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

func quote(name string) string {
	if len(name) > 64 {
		return fmt.Sprintf("%q…", name[:64])
	}
	return fmt.Sprintf("%q", name)
}

// guard calls user code. Every call of a plugin goes through it, so that no
// plugin can take the others down.
func guard(plugin, stage string, f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PluginError{plugin, stage, &events.PanicError{Value: v, Stack: debug.Stack()}}
		}
	}()
	if err := f(); err != nil {
		return &PluginError{plugin, stage, err}
	}
	return nil
}
