package events_test

import (
	"context"
	"sync/atomic"
	"testing/synctest"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

func (r *realBus) emit(e emission) (err error) {
	limit := time.Second
	if e.rescue {
		limit++
		defer r.helped(func() bool {
			if len(r.subs) > 0 {
				r.release(e.n % len(r.subs))
			}
			r.fence()
			return false
		})()
	}
	r.waiting(limit, e.patient, func(ctx context.Context) { err = r.send(r.of(ctx, e.ctx), e) })
	return err
}

func (r *realBus) send(ctx context.Context, e emission) error {
	view := r.views[e.owner]
	if e.wait == "Blocking" {
		ctx = events.Blocking(ctx)
	}
	if e.typed {
		p := stepPayload{ID: e.id}
		if e.wait == "EmitWait" {
			return topics[e.name].EmitWait(ctx, view, p)
		}
		return topics[e.name].Emit(ctx, view, p)
	}
	p := events.Payload{"id": e.id, "n": 0}
	if e.misfit {
		p["n"] = "none"
	}
	defer func() { p["id"] = -1 }() // the map is the emitter's again
	if e.wait == "EmitWait" {
		return view.EmitWait(ctx, e.name, p)
	}
	return view.Emit(ctx, e.name, p)
}

func (r *realBus) drain(owner string, patient bool, kind string) (err error) {
	r.waiting(time.Second, patient, func(ctx context.Context) { err = r.views[owner].Drain(r.of(ctx, kind)) })
	return err
}

func (r *realBus) shut(owner string, patient bool, kind string) (err error) {
	r.waiting(time.Second, patient, func(ctx context.Context) { err = r.views[owner].Close(r.of(ctx, kind)) })
	return err
}

func (r *realBus) offWait(id int, patient bool, kind string) (err error) {
	r.waiting(time.Second, patient, func(ctx context.Context) { err = r.subs[id].OffWait(r.of(ctx, kind)) })
	return err
}

// waiting calls what may wait: for as long as it takes, while calls are let go
// one by one, or for as long as limit.
func (r *realBus) waiting(limit time.Duration, patient bool, f func(context.Context)) {
	ctx := context.Background()
	if patient {
		defer r.helped(r.w.releaseNext)()
	} else {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	f(ctx)
}

// helped calls help while everybody waits, until it says that it is done. The
// function that it returns ends that.
func (r *realBus) helped(help func() bool) (end func()) {
	var over atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			time.Sleep(time.Second) // passes only when all others are blocked
			synctest.Wait()         // tells the race detector so
			if over.Load() || !help() {
				return
			}
			r.fence()
		}
	}()
	return func() { over.Store(true); <-done }
}
