package dispatch

import (
	"sync"
	"sync/atomic"
	"time"
)

type watch struct {
	on atomic.Bool
	mu sync.Mutex
}

type lookout struct {
	since time.Time
}

func (w *watch) sinceOf(*Listener) time.Time { return time.Time{} }

func (c *Core) awaken(t *table) { t.clear(asleep) }

func (c *Core) stir() {}
