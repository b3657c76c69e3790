// Package host is the part of the host that the analyzers look at.
package host

import "github.com/fastpluggy/eventbus/events"

type Env struct{}

func (*Env) Events() *events.Bus { return nil }
