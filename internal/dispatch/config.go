package dispatch

import (
	"context"
)

// A Config is what the options of one subscription say.
type Config struct {
	Priority  int
	Once      bool
	Predicate func(Meta, Body) bool
	Label     string
	Until     context.Context
	Failures  int  // in a row that disable the listener; 0: none do
	Serial    bool // one call at a time
	Relay     bool // its handler calls Relay

	Async   bool
	Buffer  int // 0: DefaultBuffer
	Workers int // 0: one, or with Key as many as there are cores
	Full    Policy
	Key     func(Meta, Body) string // nil: all events are of one key
}

// An Option sets one thing of a Config; the public packages name and check it.
type Option struct{ Set func(*Config) }

// Configure makes a Config of the options of a public package, whose own type
// they have. An empty one is a mistake in the program.
func Configure[O ~struct{ Set func(*Config) }](pkg string, opts []O) Config {
	if len(opts) == 0 {
		return Config{} // which is on the stack; that of options is not
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

// refuseConflicts refuses options that can't be had together.
func (c *Config) refuseConflicts(pkg string) {
	if c.Serial && c.Async && (c.Workers > 1 || c.Key != nil) {
		panic(pkg + ": Serial with Workers or Keyed: the one says one call at a time, the other several; leave one of them out")
	}
}

// needsNoOptions reports whether a listener needs no options.
func (c *Config) needsNoOptions() bool {
	return !c.maySkipEvents() && c.Label == "" && !c.Async && !c.Relay
}

// maySkipEvents reports whether a listener may let an event pass, or must be asked
// something before it is called, so that its rounds don't count its calls.
func (c *Config) maySkipEvents() bool {
	return c.Once || c.Predicate != nil || c.Failures > 0 || c.Until != nil || c.Serial
}

// withoutFunctions returns c without what its functions and its context hold.
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
