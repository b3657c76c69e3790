package breaking

import (
	"fmt"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// addReusedName reports a reserved name that is used again with another payload. A
// reservation that was removed or changed together with the new use counts: stored
// events still have the old payload.
func (c *comparison) addReusedName(is *contract.Event) {
	reserved := c.new.Reserved
	if c.old.Topic(is.Name) == nil {
		reserved = slices.Concat(c.old.Reserved, reserved)
	}
	for _, r := range reserved {
		if r.Topic == is.Name && r.Fingerprint != is.Fingerprint {
			c.addFinding(is, "", Finding{
				Rule: ReservedTopicNoReuse, Old: r.Fingerprint, New: is.Fingerprint, Verdicts: Verdicts{Map: Breaks, Wire: Breaks},
				Text: fmt.Sprintf("event %q is reserved (%s) and is declared again with another payload", is.Name, r.Reason), Remark: "take another name",
			})
			return
		}
	}
}

// addRemovedReservations reports reservations that are gone while nothing has the name.
func (c *comparison) addRemovedReservations() {
	for _, r := range c.old.Reserved {
		isKept := slices.ContainsFunc(c.new.Reserved, func(o lockfile.Reserved) bool { return o.Topic == r.Topic })
		if isKept || c.new.Topic(r.Topic) != nil || c.old.Topic(r.Topic) != nil {
			continue
		}
		c.addFinding(&contract.Event{Name: r.Topic}, "", Finding{
			Rule: ReservedTopicNoDelete, Old: r.Fingerprint, Verdicts: Verdicts{Map: Warns, Wire: Warns},
			Text:   fmt.Sprintf("event %q is no longer reserved (%s)", r.Topic, r.Reason),
			Remark: "stored events may still have the old payload",
		})
	}
}
