package untypedapp // want package:`events\(app.begun app.ended app.moved\)`

import (
	"context"
	"fmt"
	"sync"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "app.begun", Payload: events.Schema{"at": "any", "who": "*string"}},
	{Name: "app.moved", Payload: events.Schema{"x": "float64", "y": "float64"}},
	{Name: "app.ended"}, // emitted by say
}

type app struct {
	bus   *events.Bus
	table map[string]string
	wg    sync.WaitGroup
}

func (a *app) say(ctx context.Context, verb string, p events.Payload) error {
	return a.bus.Emit(ctx, "app."+verb, p)
}

func (a *app) run(ctx context.Context, who any, x, y float64) error {
	p := events.Payload{}
	p["x"] = x
	p["y"] = y
	if err := a.bus.Emit(ctx, "app.moved", p); err != nil {
		return err
	}
	if err := a.bus.Emit(ctx, "app.begun", events.Payload{"at": 3, "who": who}); err != nil {
		return err
	}
	for name := range a.table {
		_ = a.bus.Emit(ctx, name, nil)
	}
	return a.say(ctx, "ended", events.Payload{"whatever": 1})
}

func (a *app) listen(errs chan error) {
	a.bus.On("mail.sent", a.any)
	a.bus.OnNamespace("app", a.any)
	a.bus.OnAny(func(ctx context.Context, e events.Event) error {
		_, _ = e.Get("anything")
		a.wg.Go(func() { _ = a.run(ctx, nil, 0, 0) })
		go func() {
			defer a.wg.Done()
			fmt.Println(e.Name)
			if err := a.run(ctx, nil, 0, 0); err != nil {
				errs <- err
			}
		}()
		return nil
	})
	a.bus.On("app.moved", func(ctx context.Context, e events.Event) error {
		for _, key := range []string{"x", "y"} {
			if _, err := events.Field[float64](e, key); err != nil {
				return err
			}
		}
		x, err := events.Field[any](e, "x")
		_ = x
		return err
	})
}

func (a *app) any(ctx context.Context, e events.Event) error {
	switch e.Name {
	case "app.moved":
		_, err := events.Field[float64](e, "x")
		return err
	case "mail.sent":
		_, err := events.Field[string](e, "subject")
		return err
	}
	return nil
}
