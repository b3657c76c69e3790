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
		_, err := fmt.Fprintf(w, "evgen: nothing has changed against %s\n", c.against)
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
	_, err := fmt.Fprintf(w, "evgen: against %s: %s, %s, %d accepted\n", c.against,
		command.Count(c.countBreaks(), "break"), command.Count(warnings, "warning"), accepted)
	return err
}

func printFinding(w io.Writer, f *placedFinding) {
	fmt.Fprintf(w, "%s%s\n", f.position(), f.Finding)
	for _, p := range f.Heard {
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
	out.WriteString("    undo the change")
	if f.Rule == breaking.TopicNoDelete {
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
