package migrate_test

import (
	"context"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/gookit/event"
)

// snippet: gookit/event/before
type QuoteEvent struct {
	event.BasicEvent
	Amount int
	Total  int
}

// end

func Example_gookitEventBefore() {
	// snippet: gookit/event/before
	em := event.NewManager("shop")
	em.On("order.quote", event.ListenerFunc(func(e event.Event) error {
		e.(*QuoteEvent).Total += 5
		return nil
	}), event.Low)
	em.On("order.quote", event.ListenerFunc(func(e event.Event) error {
		q := e.(*QuoteEvent)
		q.Total = q.Amount
		e.Abort(q.Amount > 100)
		return nil
	}), event.High)

	for _, amount := range []int{20, 200} {
		q := &QuoteEvent{Amount: amount}
		q.SetName("order.quote")
		if err := em.FireEvent(q); err != nil {
			panic(err)
		}
		fmt.Println(q.Total, q.IsAborted())
	}
	// end

	// Output:
	// 25 false
	// 200 true
}

// snippet: gookit/event/after
type Quote struct {
	Amount int     `json:"amount"`
	Answer *Answer `json:"-"`
}

type Answer struct {
	Total int
	Final bool
}

var quoteTopic = typed.NewTopic[Quote]("order.quote")

// end

func Example_gookitEventAfter() {
	ctx := context.Background()
	// snippet: gookit/event/after
	bus := events.New()
	quoteTopic.On(bus, func(_ context.Context, q Quote) error {
		if !q.Answer.Final {
			q.Answer.Total += 5
		}
		return nil
	}, events.Priority(-200))
	quoteTopic.On(bus, func(_ context.Context, q Quote) error {
		q.Answer.Total = q.Amount
		q.Answer.Final = q.Amount > 100
		return nil
	}, events.Priority(200))

	for _, amount := range []int{20, 200} {
		var answer Answer
		if err := quoteTopic.EmitWait(ctx, bus, Quote{Amount: amount, Answer: &answer}); err != nil {
			panic(err)
		}
		fmt.Println(answer.Total, answer.Final)
	}
	// end

	// Output:
	// 25 false
	// 200 true
}

// Example_gookitEventChecked: a field that no json tag shows may be written to.
func Example_gookitEventChecked() {
	bus := events.New(events.WithMutationCheck())
	quoteTopic.On(bus, func(_ context.Context, q Quote) error {
		q.Answer.Total = q.Amount
		return nil
	})
	var answer Answer
	err := quoteTopic.EmitWait(context.Background(), bus, Quote{Amount: 20, Answer: &answer})
	fmt.Println(answer.Total, err, bus.Declare(quoteTopic.Spec()), quoteTopic.Spec().Payload)
	// Output: 20 <nil> <nil> map[amount:int]
}
