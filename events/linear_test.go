package events_test

import (
	"flag"
	"slices"
	"testing"
)

var histories = flag.Int("histories", 2000, "how many histories TestHistoriesAreLinearizable checks")

// B01, B02, B05, B06, B11 to B15, B18: what goroutines do to one bus at the same
// time has an order in which each of them could have done it alone.
func TestHistoriesAreLinearizable(t *testing.T) {
	n := *histories
	if raceEnabled {
		n /= 4
	}
	together := 0
	defer func() { t.Logf("%d histories, with %d steps at the same time as another", n, together) }()
	for seed := range n {
		h := record(uint64(seed))
		together += h.together()
		if err := h.fault(); err != nil {
			t.Fatalf("history %d: %v\n%s", seed, err, h)
		}
	}
}

// The checker sees bugs: here the bus is right, and what is recorded of it is
// not.
func TestTheHistoryCheckerCanFail(t *testing.T) {
	for plant, spoil := range map[string]func(h *history) bool{
		"an emit leaves one out": func(h *history) bool {
			return h.spoil("end", func(p *lineStep) bool { p.heard = slices.Clone(p.heard)[:max(0, len(p.heard)-1)]; return true })
		},
		"two are called in the wrong order": func(h *history) bool {
			return h.spoil("end", func(p *lineStep) bool {
				p.heard = slices.Clone(p.heard)
				slices.Reverse(p.heard)
				return len(p.heard) > 1
			})
		},
		"one is called twice": func(h *history) bool {
			return h.spoil("end", func(p *lineStep) bool {
				p.heard = append(slices.Clone(p.heard), p.heard...)
				return len(p.heard) > 0
			})
		},
		"an emit calls one that was off": func(h *history) bool {
			for _, op := range h.ops {
				if off := op.Input.(lineStep); off.kind == "off" && !off.listener.async {
					return h.spoil("end", func(p *lineStep) bool {
						late := h.begins(p.emit) > op.Return && off.listener.hears(p.name)
						p.heard = append([]int{off.listener.id}, p.heard...)
						return late
					})
				}
			}
			return false
		},
		"Off says that it was on, twice": func(h *history) bool {
			return h.spoil("off", func(p *lineStep) bool { was := p.was; p.was = true; return !was })
		},
		"Off says that it was off": func(h *history) bool {
			return h.spoil("off", func(p *lineStep) bool { was := p.was; p.was = false; return was })
		},
		"a once is used up twice": func(h *history) bool {
			for _, op := range h.ops {
				if op.Input.(lineStep).kind == "fire" {
					h.ops = append(h.ops, op)
					return true
				}
			}
			return false
		},
		"a call goes on after OffWait": func(h *history) bool {
			for id := range h.gone {
				h.ended[id] = h.clock.Add(1)
				return true
			}
			return false
		},
	} {
		t.Run(plant, func(t *testing.T) {
			planted := 0
			for seed := range 100 {
				h := record(uint64(seed))
				if !spoil(h) {
					continue
				}
				if planted++; h.fault() != nil {
					return
				}
			}
			t.Errorf("planted %d times, and never seen", planted)
		})
	}
}
