package one

import "github.com/fastpluggy/eventbus/events"

var Emits = []events.EventSpec{{Name: "job.done", Payload: events.Schema{"id": "int"}}, {Name: "job.begun", Payload: events.Schema{"id": "int"}}}
