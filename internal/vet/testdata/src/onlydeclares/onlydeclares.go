package onlydeclares // want package:`events\(job.begun job.done\)`

import "github.com/fastpluggy/eventbus/events"

// Others emit these.
var Emits = []events.EventSpec{{Name: "job.begun"}, {Name: "job.done"}}
