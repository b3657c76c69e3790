package lockfile

import (
	"cmp"
	"slices"

	"github.com/fastpluggy/eventbus/internal/contract"
)

// FileName is the name of the lock, at the root of a module.
const FileName = "events.lock.json"

// Version is the newest format. The first one has no shapes, and is still written if
// there are none.
const Version = 2

// A File is the content of a lock: what the packages of a module emit and listen to,
// and what was decided about changes. The shapes are those of the events.
type File struct {
	Topics   []contract.Event // what is emitted, by name, then package
	Listens  []contract.Event // what packages declare in Listens, by name, then package
	Reserved []Reserved       // names that were given up, by topic
	Accepted []Accepted       // intended breaks
}

// A Reserved name was given up. It must not be used again with another payload.
type Reserved struct {
	Topic       string `json:"topic"`
	Fingerprint string `json:"fingerprint,omitempty"` // of the payload that it had
	Reason      string `json:"reason"`
}

// An Accepted break is one that evgen breaking does not fail for.
type Accepted struct {
	Rule   string `json:"rule"`
	Topic  string `json:"topic"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`

	Line int `json:"-"` // of the file that it was read from
}

// Topic returns the first topic of that name that is emitted, or nil.
func (f *File) Topic(name string) *contract.Event {
	for i := range f.Topics {
		if f.Topics[i].Name == name {
			return &f.Topics[i]
		}
	}
	return nil
}

// Empty reports whether there is nothing to keep in a file.
func (f *File) Empty() bool {
	return len(f.Topics)+len(f.Listens)+len(f.Reserved)+len(f.Accepted) == 0
}

// sortEntries puts everything in the order of the file.
func (f *File) sortEntries() {
	byName := func(a, b contract.Event) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Package, b.Package))
	}
	slices.SortFunc(f.Topics, byName)
	slices.SortFunc(f.Listens, byName)
	slices.SortFunc(f.Reserved, func(a, b Reserved) int { return cmp.Compare(a.Topic, b.Topic) })
	slices.SortFunc(f.Accepted, func(a, b Accepted) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Field, b.Field))
	})
}
