package breaking

import (
	"errors"
	"fmt"

	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// Accept marks the findings that an entry accepts, and returns the entries that
// accept nothing and may be removed. Entries without a reason or with an unknown rule
// are errors.
func Accept(found []Finding, entries []lockfile.Accepted) (idle []lockfile.Accepted, err error) {
	var errs []error
	for _, e := range entries {
		switch {
		case !Known(e.Rule):
			errs = append(errs, fmt.Errorf("accepted: there is no rule %q; evgen rules lists them", e.Rule))
			continue
		case e.Reason == "":
			errs = append(errs, fmt.Errorf("accepted: %s of event %q has no reason; say why the break is intended", e.Rule, e.Topic))
			continue
		}
		if !acceptMatching(found, e) {
			idle = append(idle, e)
		}
	}
	return idle, errors.Join(errs...)
}

func acceptMatching(found []Finding, e lockfile.Accepted) (some bool) {
	for i := range found {
		if f := &found[i]; f.Rule == e.Rule && f.Topic == e.Topic && f.IsAt(e.Field) {
			f.Accepted, some = e.Reason, true
		}
	}
	return some
}
