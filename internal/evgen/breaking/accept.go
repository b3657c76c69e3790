package breaking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fastpluggy/eventbus/internal/breaking"
	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/eventname"
	"github.com/fastpluggy/eventbus/internal/evgen/change"
	"github.com/fastpluggy/eventbus/internal/evgen/command"
	"github.com/fastpluggy/eventbus/internal/evgen/modules"
	"github.com/fastpluggy/eventbus/internal/lockfile"
)

// acceptBreak adds an entry to the lock of the module: the break of a rule by an event,
// or by a field of it, is intended. The break must exist.
func acceptBreak(ctx context.Context, call *command.Call, against string, entry lockfile.Accepted) error {
	if err := completeEntry(&entry, call.Args); err != nil {
		return err
	}
	root, ok := lockfile.Root(call.Dir)
	if !ok {
		return errors.New("no go.mod in this directory or above; run evgen breaking in the module of the event")
	}
	all, err := compareVersions(ctx, root, against, []string{"./..."})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(c *comparison) bool { return c.root == root })
	if i < 0 {
		return fmt.Errorf("no package of the module in %s can be read; nothing was compared", root)
	}
	if err := all[i].checkEntry(&entry); err != nil {
		return err
	}
	return writeEntry(ctx, call, root, entry)
}

// completeEntry takes the event and the field from the arguments.
func completeEntry(entry *lockfile.Accepted, args []string) error {
	const usage = `write evgen breaking -accept RULE EVENT [FIELD] -reason "why it is intended"`
	if !breaking.Known(entry.Rule) {
		return fmt.Errorf("there is no rule %q%s; evgen rules lists them", entry.Rule, didYouMean(entry.Rule, ruleIDs()))
	}
	switch {
	case len(args) == 0:
		return errors.New("-accept needs the name of an event; " + usage)
	case len(args) > 2:
		return fmt.Errorf("unexpected argument %q; %s", args[2], usage)
	case strings.TrimSpace(entry.Reason) == "":
		return errors.New("-accept needs a reason, for later readers; " + usage)
	}
	entry.Topic = args[0]
	if len(args) == 2 {
		entry.Field = args[1]
	}
	return nil
}

func ruleIDs() (ids []string) {
	for _, r := range breaking.Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

func didYouMean(name string, names []string) string {
	if near, ok := eventname.Near(name, names); ok {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

// checkEntry returns an error if nothing breaks that the entry is about. Of several
// paths of a field, the entry gets the one that the finding has.
func (c *comparison) checkEntry(entry *lockfile.Accepted) error {
	var broken []string
	for i := range c.findings {
		f := &c.findings[i]
		if f.Topic != entry.Topic || f.Worst() == breaking.Safe {
			continue
		}
		if f.Rule == entry.Rule && f.IsAt(entry.Field) {
			entry.Field = f.Field
			return nil
		}
		broken = append(broken, strings.TrimSpace(f.Rule+" "+f.Topic+" "+f.Field))
	}
	return c.unbroken(entry, broken)
}

func (c *comparison) unbroken(entry *lockfile.Accepted, broken []string) error {
	if c.before.Topic(entry.Topic) == nil && c.now.Topic(entry.Topic) == nil {
		names := eventNames(slices.Concat(c.before.Topics, c.now.Topics))
		return fmt.Errorf("this module declares no event %q, now or in %s%s; evgen breaking lists what breaks", entry.Topic, c.against, didYouMean(entry.Topic, names))
	}
	what := strings.TrimSpace(entry.Rule + " " + entry.Topic + " " + entry.Field)
	if len(broken) == 0 {
		return fmt.Errorf("%s: nothing about this event breaks against %s; there is nothing to accept", what, c.against)
	}
	return fmt.Errorf("%s: this does not break against %s; what breaks is %s", what, c.against, strings.Join(broken, ", "))
}

func eventNames(events []contract.Event) (names []string) {
	for _, e := range events {
		names = append(names, e.Name)
	}
	return names
}

// writeEntry adds the entry to the lock, or changes the reason that it has there.
func writeEntry(ctx context.Context, call *command.Call, root string, entry lockfile.Accepted) error {
	release, err := lockfile.Hold(ctx, root, func(text string) { fmt.Fprintln(call.Stderr, "evgen:", text) })
	if err != nil {
		return err
	}
	defer release()
	file, lock, err := (&modules.Module{Root: root}).ReadLock(call.Dir)
	if err != nil {
		return err
	}
	isSame := func(a lockfile.Accepted) bool {
		return a.Rule == entry.Rule && a.Topic == entry.Topic && a.Field == entry.Field
	}
	if i := slices.IndexFunc(lock.Accepted, isSame); i >= 0 {
		lock.Accepted[i].Reason = entry.Reason
	} else {
		lock.Accepted = append(lock.Accepted, entry)
	}
	file.New = lock.Format()
	if file.IsCurrent() {
		_, err := fmt.Fprintf(call.Stdout, "evgen: %s accepts this already\n", file.Name)
		return err
	}
	return change.Apply(call.Stdout, []*change.File{file})
}
