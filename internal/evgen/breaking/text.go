package breaking

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// printText prints each finding with the ways to resolve it.
func printText(w io.Writer, c *comparison) error {
	if len(c.findings) == 0 {
		_, err := fmt.Fprintf(w, "evgen: %s\n", c.harmless())
		return err
	}
	var warnings, accepted int
	for i := range c.findings {
		f := &c.findings[i]
		printFinding(w, f)
		switch {
		case f.Accepted != "":
			accepted++
		case f.Worst() == breaking.Warns:
			warnings++
		}
	}
	_, err := fmt.Fprintf(w, "evgen: against %s: %s, %s, %d accepted%s\n", c.against,
		command.Count(c.countBreaks(), "break"), command.Count(warnings, "warning"), accepted, c.additions(", "))
	return err
}

// harmless describes a comparison without findings.
func (c *comparison) harmless() string {
	switch added := c.additions("; "); {
	case c.same:
		return "nothing has changed against " + c.against
	case added != "":
		return fmt.Sprintf("nothing breaks against %s%s", c.against, added)
	}
	return fmt.Sprintf("nothing breaks against %s; only comments or Listens have changed", c.against)
}

// additions counts what was added, as in "; 1 event added, 2 fields added".
func (c *comparison) additions(separator string) (text string) {
	var events, fields, needs int
	for _, a := range c.added {
		switch {
		case a.Listens:
			needs++
		case a.Field != "":
			fields++
		default:
			events++
		}
	}
	for _, count := range []struct {
		n    int
		noun string
	}{{events, "event"}, {fields, "field"}, {needs, "listened event"}} {
		if count.n > 0 {
			text += separator + command.Count(count.n, count.noun) + " added"
			separator = ", "
		}
	}
	return text
}

func printFinding(w io.Writer, f *placedFinding) {
	fmt.Fprintf(w, "%s%s\n", f.position(), f.Finding)
	for _, p := range f.Listeners {
		fmt.Fprintf(w, "    %s declares that it listens to this event\n", p)
	}
	switch {
	case f.Accepted != "":
		fmt.Fprintf(w, "    accepted: %s\n", f.Accepted)
	case f.Failing():
		fmt.Fprint(w, f.remedy())
	}
}

// remedy says how to resolve a break.
func (f *placedFinding) remedy() string {
	var out strings.Builder
	if f.upgrade != nil {
		fmt.Fprintf(&out, "    stay with %s", f.upgrade.was)
	} else {
		out.WriteString("    undo the change")
	}
	if f.upgrade == nil && f.Rule == breaking.TopicNoDelete {
		fmt.Fprintf(&out, ", or reserve the name: add to \"reserved\" in %s\n        %s\n   ", lockfile.FileName,
			lockEntry(lockfile.Reserved{Topic: f.Topic, Fingerprint: f.oldFingerprint, Reason: "why it was removed"}))
	}
	fmt.Fprintf(&out, " or, if it is intended, add to \"accepted\" in %s\n        %s\n", lockfile.FileName,
		lockEntry(lockfile.Accepted{Rule: f.Rule, Topic: f.Topic, Field: f.Field, Reason: "why it is intended"}))
	return out.String()
}

// lockEntry returns one line of the lock. It cannot fail, because the entries have
// only strings.
func lockEntry(entry any) string {
	text, err := json.Marshal(entry)
	if err != nil {
		panic(err)
	}
	return string(text)
}
