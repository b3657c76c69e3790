package events_test

import (
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// Several predicates must all say yes, and none is asked after a no.
func TestSeveralPredicatesMustAllSayYes(t *testing.T) {
	b, j := events.New(), &journal{}
	is := func(word, field string) events.Option {
		return events.Predicate(func(e events.Event) bool {
			j.add("%s?", word)
			yes, _ := e.Get(field)
			return yes == true
		})
	}
	b.On("a", j.writes("heard"), is("first", "x"), is("second", "y"))
	for _, p := range []events.Payload{{"x": true, "y": true}, {"y": true}, {"x": true}} {
		mustEmit(t, b, "a", p)
		j.add("|")
	}
	j.wants(t, "first? second? heard | first? | first? second? |")
}

// Of two options that say the same thing the later one counts.
func TestTheLaterOptionCounts(t *testing.T) {
	b := events.New()
	s := b.On("a", discard, events.Priority(1), events.Label("x"), events.Priority(2), events.Label("y"))
	if i := s.Info(); i.Priority != 2 || i.Name != "y" {
		t.Errorf("%+v", i)
	}
}
