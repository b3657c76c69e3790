package host

import (
	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// ListenerDisabled is the payload of "fp.listener.disabled", which the bus emits
// and declares itself: see [events.ListenerDisabled].
type ListenerDisabled struct {
	Listener string `json:"listener"` // its label, else its function
	Owner    string `json:"owner"`
	Place    string `json:"place"`    // where it was registered: file:line
	Event    string `json:"event"`    // the name of the last event that it failed on
	Error    string `json:"error"`    // what it said
	Failures int    `json:"failures"` // in a row
}

// ListenerDisabledTopic listens to "fp.listener.disabled": failures in a row
// have disabled a listener.
var ListenerDisabledTopic = typed.NewTopic[ListenerDisabled]( // a name that is no constant would blind evvet
	"fp.listener.disabled", typed.Description(events.ListenerDisabled.Description),
)
