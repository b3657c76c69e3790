package events_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// Explain tells who listens to a name, in order, with all that decides it, and who
// does not and why.
func TestExplain(t *testing.T) {
	b := events.New()
	b.As("audit").OnNamespace("user", discard, events.Label("record"), events.Async())
	b.On("user.login", discard, events.Label("greet"), events.Priority(5), events.Once(),
		events.Predicate(func(events.Event) bool { return true }))
	b.OnAny(discard, events.Label("all"))
	b.On("user.logout", discard, events.Label("bye"))
	got := regexp.MustCompile(`events/explain_test\.go:\d+`).ReplaceAllString(b.Explain("user.login"), "PLACE")
	want := `listeners of user.login, in order of delivery:
  1. greet (priority 5, user.login, if its predicate holds, once) PLACE
  2. record (owner audit, priority 0, user.*, async) PLACE
  3. all (priority 0, everything) PLACE
  not bye (priority 0, user.logout): it listens to user.logout
`
	// The place of those that don't get it stands between the brackets and why.
	if want = strings.Replace(want, "user.logout):", "user.logout) PLACE:", 1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Explain finds the name that was meant, among those listened to and those
// declared.
func TestExplainSuggests(t *testing.T) {
	b := events.New()
	b.On("user.login", discard)
	mustDeclare(t, b, events.EventSpec{Name: "order.paid"})
	for name, want := range map[string]string{
		"user.logn":  "no listener for user.logn; did you mean user.login?",
		"order.piad": "no listener for order.piad; did you mean order.paid?",
		"order.paid": "no listener for order.paid\n",
		"far.away":   "no listener for far.away\n",
	} {
		wantText(t, b.Explain(name), want)
	}
	if got := b.Explain("far.away"); strings.Contains(got, "did you mean") {
		t.Errorf("Explain: %s", got)
	}
}

// If only namespace and any-listeners, such as an audit log, listen to an
// undeclared name, a similar name that is declared or has listeners is suggested:
// it may be a typo all the same.
func TestExplainSuggestsWhereNamespacesHear(t *testing.T) {
	b := events.New()
	b.OnNamespace("user", discard, events.Label("audit"))
	b.OnNamespace("order", discard, events.Label("audit"))
	b.OnAny(discard, events.Label("all"))
	b.On("user.login", discard)
	mustDeclare(t, b, events.EventSpec{Name: "order.paid"}, events.EventSpec{Name: "user.logon"})
	for name, want := range map[string]string{
		"user.logn":  "no listener for user.logn itself; did you mean user.login?\n",
		"order.piad": "no listener for order.piad itself; did you mean order.paid?\n",
		"order.far":  "", // no near name: an undeclared name below a namespace is normal
		"user.login": "", // an exact listener
		"user.logon": "", // declared
	} {
		got := b.Explain(name)
		wantText(t, got, "listeners of "+name, want)
		if want == "" && strings.Contains(got, "did you mean") {
			t.Errorf("Explain: %s", got)
		}
	}
}
