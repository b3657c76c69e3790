package pkg // want `cannot check events of other packages: events.lock.json:.*run evgen ./...`

import "github.com/fastpluggy/eventbus/events"

func listen(b *events.Bus) { b.On("snow.fallen", nil) }
