package hand

import "github.com/fastpluggy/eventbus/typed"

// Topic has less than the event.
var Topic = typed.NewTopic[struct{}]("job.begun")
