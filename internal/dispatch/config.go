package dispatch

import (
	"context"
)

// A Config is the options of one subscription.
type Config struct {
	Priority  int
	Once      bool
	Predicate func(Meta, Body) bool
	Label     string
	Until     context.Context
	Failures  int  // in a row that disable the listener; 0: none do
	Serial    bool // one call at a time
	Relay     bool // its handler calls Relay

	Async    bool
	Capacity int // 0: DefaultCapacity
	Workers  int // 0: one, or with Key as many as there are cores
	Full     Policy
	Key      func(Meta, Body) string // nil: all events are of one key
}

// An Option sets one thing of a Config; the public packages name and check it.
type Option struct{ Set func(*Config) }

// Configure makes a Config of the options of a public package, which has a type
// of its own for them. An empty option is a bug in the program.
func Configure[O ~struct{ Set func(*Config) }](pkg string, opts []O) Config {
	if len(opts) == 0 {
		return Config{} // this one stays on the stack
	}
	var c Config
	for _, o := range opts {
		set := Option(o).Set
		if set == nil {
			panic(pkg + ": an empty events.Option: make options with events.Priority, events.Once and the like")
		}
		set(&c)
	}
	c.refuseConflicts(pkg)
	return c
}

// refuseConflicts panics with options that exclude each other.
func (c *Config) refuseConflicts(pkg string) {
	if c.Serial && c.Async && (c.Workers > 1 || c.Key != nil) {
		panic(pkg + ": Serial allows one call at a time, Workers and Keyed allow several; leave one of them out")
	}
}

// needsNoOptions reports whether a listener can do without listenerOptions.
func (c *Config) needsNoOptions() bool {
	return !c.maySkipEvents() && c.Label == "" && !c.Async && !c.Relay
}

// maySkipEvents reports whether a listener may skip an event, or must be asked
// something before a call. Then its rounds are not its calls.
func (c *Config) maySkipEvents() bool {
	return c.Once || c.Predicate != nil || c.Failures > 0 || c.Until != nil || c.Serial
}

// withoutFunctions returns c without references to the user's functions and
// context.
func (c Config) withoutFunctions() Config {
	if c.Predicate != nil {
		c.Predicate = func(Meta, Body) bool { return false }
	}
	if c.Key != nil {
		c.Key = func(Meta, Body) string { return "" }
	}
	if c.Until != nil {
		c.Until = endedContext
	}
	return c
}

// endedContext is a context that has ended.
var endedContext = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()
