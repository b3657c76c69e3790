package registry_test

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fastpluggy/eventbus/internal/contract"
	"github.com/fastpluggy/eventbus/internal/registry"
)

func TestFind(t *testing.T) {
	one := registry.Entry{Event: contract.Event{Name: "find.me", Fingerprint: "one", Fields: []contract.Field{{Name: "b", Type: "int", Doc: "first"}, {Name: "a", Type: "string"}}}}
	two := registry.Entry{Event: contract.Event{Name: "find.me", Fingerprint: "two"}}
	registry.Add(one)
	registry.Add(two)
	for _, tt := range []struct {
		topic, fingerprint string
		want               *registry.Entry
		any                bool
		reason             string
	}{
		{"find.me", "one", &one, true, "fields keep their order and comments"},
		{"find.me", "two", &two, true, "two packages may generate one topic"},
		{"find.me", "three", nil, true, "the declaration has changed since"},
		{"find.me", "", nil, true, "no fingerprint is none"},
		{"find", "one", nil, false, "another topic"},
	} {
		got, found := registry.Find(tt.topic, tt.fingerprint, false)
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
				registry.Add(registry.Entry{Event: contract.Event{Name: topic, Fingerprint: mine, Fields: []contract.Field{{Name: mine}}}})
				if c, found := registry.Find(topic, mine, false); c == nil || !found || c.Name != topic || c.Fields[0].Name != mine {
					t.Errorf("Find(%q, %q) = %v, %v right after Add", topic, mine, c, found)
				}
			}
		})
	}
	wg.Wait()
	for n := range topics {
		for i := range adders {
			if c, _ := registry.Find(fmt.Sprintf("topic.n%d", n), fmt.Sprintf("from %d", i), false); c == nil {
				t.Errorf("contract %d of topic %d is lost", i, n)
			}
		}
	}
}

type payload struct {
	ID   int     `json:"id"`
	Nick *string `json:"nick"`
}

// A declaration is out of date if code of its role exists, but none was generated from
// it; a handwritten struct is a match as well.
func TestFindTellsRolesApart(t *testing.T) {
	registry.Add(registry.Entry{Event: contract.Event{Name: "roles", Fingerprint: "emits"}})
	registry.Add(registry.Entry{Event: contract.Event{Name: "roles", Fingerprint: "both"}})
	registry.Add(registry.Entry{Event: contract.Event{Name: "roles", Fingerprint: "both"}, Listens: true})
	registry.Add(registry.Entry{Event: contract.Event{Name: "one.role", Fingerprint: "listens"}, Listens: true})
	registry.Add(registry.Entry{Event: contract.Event{Name: "roles", Fingerprint: "hand"}, ByHand: true})
	for _, tt := range []struct {
		topic, fingerprint string
		listens            bool
		match, any         bool
	}{
		{"roles", "emits", false, true, true},
		{"roles", "emits", true, true, true},
		{"roles", "both", true, true, true},
		{"roles", "other", true, false, true},
		{"one.role", "other", true, false, true},
		{"one.role", "other", false, false, false},
		{"roles", "hand", false, false, false},
	} {
		match, found := registry.Find(tt.topic, tt.fingerprint, tt.listens)
		if (match != nil) != tt.match || found != tt.any || match != nil && tt.fingerprint == "both" && match.Listens != tt.listens {
			t.Errorf("Find(%q, %q, %v) = %v, %v", tt.topic, tt.fingerprint, tt.listens, match, found)
		}
	}
}

func TestContractsAndPlace(t *testing.T) {
	var pc [1]uintptr
	runtime.Callers(1, pc[:])
	registry.Add(registry.Entry{Event: contract.Event{Name: "types", Fingerprint: "f"}, Type: reflect.TypeFor[payload](), Where: pc[0]})
	match, _ := registry.Find("types", "f", false)
	if file, line := match.Place(); filepath.Base(file) != "registry_test.go" || line == 0 {
		t.Errorf("the place is %s:%d", file, line)
	}
	need := registry.Entry{Event: contract.Event{Name: "types", Fingerprint: "f"}, Listens: true, Type: reflect.TypeFor[struct {
		ID struct{ N int } `json:"id"`
	}]()}
	registry.Add(need)
	for listens, want := range map[bool]string{false: "id int nick *string", true: "id ..ID"} {
		var got []string
		for _, e := range registry.Contracts("types", "f", listens) {
			for _, f := range e.Contract().Fields {
				got = append(got, f.Name, f.Type)
			}
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("listens %v: the types are %s, want %s", listens, text, want)
		}
	}
	if none := registry.Contracts("types", "g", false); none != nil {
		t.Errorf("of another declaration: %v", none)
	}
}

type shipped struct {
	Lines []shippedLine `json:"lines"`
}

type shippedLine struct {
	Sku string `json:"sku"`
}

// A type inside the payload that has changed since is noticed, also if no hint shows it.
func TestHasDrifted(t *testing.T) {
	fields := []contract.Field{{Name: "lines", Type: "[]shippedLine"}}
	now := registry.ContractOf(reflect.TypeFor[shipped]())
	fresh := contract.Fingerprint("hints", "shipped", now.Fields, now.Shapes)
	for name, tt := range map[string]struct {
		fingerprint, hints, hint string
		drifted                  bool
	}{
		"as it was":                       {fresh, "hints", "[]shippedLine", false},
		"it has changed":                  {"another", "hints", "[]shippedLine", true},
		"by an evgen that knew no shapes": {"hints", "hints", "[]shippedLine", false},
		"an alias":                        {"an alias", "hints", "[]Alias", false},
		"written by hand":                 {"hints", "", "[]shippedLine", false},
	} {
		fields[0].Type = tt.hint
		e := registry.Entry{Event: contract.Event{Name: "shipped", Fingerprint: tt.fingerprint, Fields: fields}, Hints: tt.hints, Type: reflect.TypeFor[shipped]()}
		if got := e.HasDrifted(); got != tt.drifted {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Older versions are found through chains, and circles end.
func TestOlderVersions(t *testing.T) {
	registry.Upcast("chain", "1", "2")
	registry.Upcast("chain", "2", "3")
	registry.Upcast("chain", "3", "1")
	registry.Upcast("another", "4", "3")
	if got := registry.Older("chain", "3"); !slices.Equal(got, []string{"2", "1"}) {
		t.Errorf("older than 3 are %q", got)
	}
	registry.Upcast("fork", "1", "2")
	registry.Upcast("fork", "2", "3")
	registry.Upcast("fork", "1", "4")
	if got := registry.Newest("fork", "1"); !slices.Equal(got, []string{"3", "4"}) || registry.Newest("fork", "3") != nil || registry.Newest("chain", "1") != nil {
		t.Errorf("newest of the fork are %q", got)
	}
	if !registry.Versions("chain", "1", "3") || !registry.Versions("chain", "3", "1") || registry.Versions("chain", "4", "3") {
		t.Error("versions are confused")
	}
}
