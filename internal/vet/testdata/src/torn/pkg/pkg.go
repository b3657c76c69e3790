package pkg // want `events.lock.json can't be read \(invalid character '<' looking for beginning of value\), so events of other packages are not judged; run evgen ./...`

import "github.com/fastpluggy/eventbus/events"

func listen(b *events.Bus) { b.On("snow.fallen", nil) }
