package pkg // want `events of other packages are not judged, for events.lock.json:.*run evgen ./...`

import "github.com/fastpluggy/eventbus/events"

func listen(b *events.Bus) { b.On("snow.fallen", nil) }
