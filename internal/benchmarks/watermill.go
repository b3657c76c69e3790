package benchmarks

import (
	"context"
	"encoding/binary"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/gochannel"
)

var watermillPeer = Peer{
	Name:  "watermill",
	Async: func() Bus { return newWatermill() },
	Facts: Facts{Nested: true, RaceClean: true, Note: "GoChannel: bytes for payloads; order is lost (brokers are what it is for)"},
}

// watermillBus carries the time sent as its payload's bytes, and no more: a
// message of the library is bytes, and how they are made is the user's.
type watermillBus struct{ b *gochannel.GoChannel }

func newWatermill() *watermillBus {
	return &watermillBus{gochannel.NewGoChannel(gochannel.Config{OutputChannelBuffer: buffer}, watermill.NopLogger{})}
}

func (w *watermillBus) add(name string, h func(Payload)) context.CancelFunc {
	ctx, cancel := context.WithCancel(ctx)
	out, err := w.b.Subscribe(ctx, name)
	if err != nil {
		panic(err)
	}
	go func() {
		for m := range out {
			h(Payload{UserID: int64(binary.LittleEndian.Uint64(m.Payload))})
			m.Ack()
		}
	}()
	return cancel
}

func (w *watermillBus) On(c *Counter) func() {
	return w.add(name, func(p Payload) { c.HitAsync(p.UserID) })
}

func (w *watermillBus) OnOff(c *Counter) { w.On(c)() }

func (w *watermillBus) Handle(h func(Payload)) { w.add(name, h) }

func (w *watermillBus) Emit(n int, p Payload) {
	for range n {
		body := binary.LittleEndian.AppendUint64(nil, uint64(p.UserID))
		_ = w.b.Publish(name, message.NewMessage(watermill.NewShortUUID(), body))
	}
}

func (w *watermillBus) Close() { _ = w.b.Close() }
