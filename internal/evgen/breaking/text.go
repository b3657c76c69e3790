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
func printText(w io.Writer, all []*comparison) error {
	for _, c := range all {
		for i := range c.findings {
			c.printFinding(w, &c.findings[i])
		}
		prefix := "evgen: "
		if c.module != "" {
			prefix += c.module + ": "
		}
		if _, err := fmt.Fprintf(w, "%s%s\n", prefix, c.summary()); err != nil {
			return err
		}
	}
	return nil
}

// summary counts the findings and additions.
func (c *comparison) summary() string {
	if len(c.findings) == 0 {
		return c.harmless()
	}
	var warnings, accepted int
	for i := range c.findings {
		switch f := &c.findings[i]; {
		case f.Accepted != "":
			accepted++
		case f.Worst() == breaking.Warns:
			warnings++
		}
	}
	return fmt.Sprintf("against %s: %s, %s, %d accepted%s", c.against,
		command.Count(c.countBreaks(), "break"), command.Count(warnings, "warning"), accepted, c.additions(", "))
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

// additions counts what was added, as in "; 1 event added, 2 fields added". A field of
// a struct counts once, however many events lead to it.
func (c *comparison) additions(separator string) (text string) {
	var events, fields, needs int
	counted := map[string]bool{}
	for _, a := range c.added {
		switch {
		case a.Listens:
			needs++
		case a.Field == "":
			events++
		case a.Shape == "":
			fields++
		default:
			counted[a.Shape+a.Field[strings.LastIndexByte(a.Field, '.'):]] = true
		}
	}
	for _, count := range []struct {
		n    int
		noun string
	}{{events, "event"}, {fields + len(counted), "field"}, {needs, "listened event"}} {
		if count.n > 0 {
			text += separator + command.Count(count.n, count.noun) + " added"
			separator = ", "
		}
	}
	return text
}

func (c *comparison) printFinding(w io.Writer, f *placedFinding) {
	fmt.Fprintf(w, "%s%s\n", f.position(), f.Finding)
	if len(f.Also) > 0 {
		fmt.Fprintf(w, "    also at %s\n", strings.Join(f.Also, ", "))
	}
	for _, p := range f.Listeners {
		if f.Shape != "" {
			fmt.Fprintf(w, "    %s declares that it reads this field\n", p)
		} else {
			fmt.Fprintf(w, "    %s declares that it listens to this event\n", p)
		}
	}
	switch {
	case f.Accepted != "":
		fmt.Fprintf(w, "    accepted: %s\n", f.Accepted)
	case f.Failing():
		fmt.Fprint(w, c.remedy(f))
	}
}

// remedy says how to resolve a break.
func (c *comparison) remedy(f *placedFinding) string {
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
	fmt.Fprintf(&out, " or, if it is intended, accept it\n        %s\n", c.acceptCommand(f))
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
