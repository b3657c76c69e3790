package admin_test

import (
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// While events are left out, a stream is written less often: each write is a
// system call here and another one in the reader.
func TestStreamIsWrittenLessOftenInARush(t *testing.T) {
	for n, writes := range map[int]int{1: 20, 500: 8} { // in two seconds
		bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
			c := open(t, page, "")
			soon()
			time.Sleep(7 * time.Millisecond) // so that no emit is at the moment of a look or a write
			before := c.writes()
			for range 40 {
				for range n {
					emit(t, bus, "user.logout")
				}
				time.Sleep(50 * time.Millisecond)
			}
			if got := c.writes() - before; got < writes-1 || got > writes+1 {
				t.Errorf("%d writes with %d events twenty times a second, want about %d", got, n, writes)
			}
			c.drop()
		})
	}
}

// After a burst, a stream shows all events again.
func TestRushEnds(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		c := open(t, page, "")
		soon()
		steady := func(n int) {
			for range 100 { // 300 events a second
				for range n {
					emit(t, bus, "user.logout")
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
		for range 2000 {
			emit(t, bus, "user.logout")
		}
		steady(3)
		_, before := c.counts(t)
		steady(3)
		soon()
		if _, after := c.counts(t); after != before || before == 0 {
			t.Errorf("%d events were left out in the burst, and %d after it", before, after-before)
		}
		c.drop()
	})
}

// Failures are never left out, however many events come after them.
func TestFailuresOutlastARush(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		c := open(t, page, "")
		soon()
		time.Sleep(7 * time.Millisecond)
		rush := func() {
			for range 3 {
				for range 3000 {
					emit(t, bus, "user.logout")
				}
				time.Sleep(50 * time.Millisecond)
			}
		}
		rush()
		emit(t, bus, "order.paid")
		rush()
		soon()
		names := map[string]int{}
		for _, name := range c.names(t) {
			names[name]++
		}
		shown, skipped := c.counts(t)
		if names["order.paid"] != 1 || shown+skipped != 18_001 {
			t.Errorf("%d times the failure; %d shown and %d skipped of 18001", names["order.paid"], shown, skipped)
		}
		c.drop()
	})
}
