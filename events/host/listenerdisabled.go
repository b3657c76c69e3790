package host

import (
	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// ListenerDisabled is the payload of "fp.listener.disabled", which the bus emits
// and declares itself: see [events.ListenerDisabled]. It is here, since package
// events cannot import package typed.
type ListenerDisabled struct {
	Listener string `json:"listener"` // its label, otherwise its function
	Owner    string `json:"owner"`
	Place    string `json:"place"`    // where it was registered: file:line
	Event    string `json:"event"`    // the name of the last event that it failed on
	Error    string `json:"error"`    // the text of the last failure
	Failures int    `json:"failures"` // in a row
}

// ListenerDisabledTopic listens to "fp.listener.disabled": a listener was disabled
// because several of its calls in a row had failed.
var ListenerDisabledTopic = typed.NewTopic[ListenerDisabled]( // evvet reads the name only if it is a constant
	"fp.listener.disabled", typed.Description(events.ListenerDisabled.Description),
)
