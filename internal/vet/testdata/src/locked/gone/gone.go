package gone // want `events.lock.json is stale: it has event "order.lost", which this package no longer declares \(events.lock.json:6\); run evgen ./...`

import "github.com/fastpluggy/eventbus/events"

func run(*events.Bus) {}
