package linked_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/fastpluggy/eventbus/internal/linked"
	"github.com/google/go-cmp/cmp"
)

func TestFind(t *testing.T) {
	one := linked.Contract{Topic: "find.me", Fingerprint: "one", Fields: []linked.Field{{"b", "int", "first"}, {"a", "string", ""}}}
	two := linked.Contract{Topic: "find.me", Fingerprint: "two"}
	linked.Add(one)
	linked.Add(two)
	for _, tt := range []struct {
		topic, fingerprint string
		want               *linked.Contract
		any                bool
		reason             string
	}{
		{"find.me", "one", &one, true, "fields keep their order and comments"},
		{"find.me", "two", &two, true, "two packages may generate one topic"},
		{"find.me", "three", nil, true, "the declaration has changed since"},
		{"find.me", "", nil, true, "no fingerprint is none"},
		{"find", "one", nil, false, "another topic"},
	} {
		got, found := linked.Find(tt.topic, tt.fingerprint, false)
		if diff := cmp.Diff(tt.want, got); diff != "" || found != tt.any {
			t.Errorf("Find(%q, %q) = %v, want %v: %s\n%s", tt.topic, tt.fingerprint, found, tt.any, tt.reason, diff)
		}
	}
}

// Generated code registers when the program starts, or in another goroutine
// when a plugin is loaded later, while buses look things up.
func TestAddAndFindConcurrently(t *testing.T) {
	const topics, adders = 50, 8
	var wg sync.WaitGroup
	for i := range adders {
		wg.Go(func() {
			for n := range topics {
				topic := fmt.Sprintf("topic.n%d", n)
				mine := fmt.Sprintf("from %d", i)
				linked.Add(linked.Contract{Topic: topic, Fingerprint: mine, Fields: []linked.Field{{Name: mine}}})
				if c, found := linked.Find(topic, mine, false); c == nil || !found || c.Topic != topic || c.Fields[0].Name != mine {
					t.Errorf("Find(%q, %q) = %v, %v right after Add", topic, mine, c, found)
				}
			}
		})
	}
	wg.Wait()
	for n := range topics {
		for i := range adders {
			if c, _ := linked.Find(fmt.Sprintf("topic.n%d", n), fmt.Sprintf("from %d", i), false); c == nil {
				t.Errorf("contract %d of topic %d is lost", i, n)
			}
		}
	}
}
