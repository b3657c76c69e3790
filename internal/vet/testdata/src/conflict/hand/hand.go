package hand

import "github.com/fastpluggy/eventbus/typed"

// Topic has only a part of the event's fields.
var Topic = typed.NewTopic[struct{}]("job.begun")
