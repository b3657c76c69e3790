package events_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// droppingPolicies are those that drop events instead of letting emits wait.
func droppingPolicies() []events.FullPolicy {
	return slices.DeleteFunc(everyPolicy(), func(p events.FullPolicy) bool { return p == events.Block })
}

// everyPolicy returns all policies. Tests that hold for each of them range over
// it, so a new policy is in them at once.
func everyPolicy() (all []events.FullPolicy) {
	for _, p := range dispatch.Policies() {
		all = append(all, events.FullPolicy(p))
	}
	return all
}

// wantEveryPolicy names the policies that a table of tests has forgotten: each
// policy must be part of the name of at least one test.
func wantEveryPolicy(t *testing.T, tests []string) {
	t.Helper()
	for _, p := range dispatch.Policies() {
		if !slices.ContainsFunc(tests, func(name string) bool { return strings.Contains(name, p.String()) }) {
			t.Errorf("there is no test of the policy %v", p)
		}
	}
}

func TestWhenFullTakesEveryPolicy(t *testing.T) {
	for _, p := range everyPolicy() {
		events.WhenFull(p)
	}
	public := []events.FullPolicy{events.Block, events.DropNewest, events.DropOldest, events.Latest}
	if !slices.Equal(everyPolicy(), public) {
		t.Errorf("the engine has the policies %v, package events has %v", everyPolicy(), public)
	}
}
