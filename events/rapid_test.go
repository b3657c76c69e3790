package events_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"
)

// B01 to B08, B11, B12, B14, B15, B17, B18, B20 to B22, B24, B25, B33, B34,
// B36, B39 to B42, B44 to B47, B61: random programs, against a slow model. Each
// runs in a bubble of its own, and its whole log is compared.
func TestDeliveryFollowsTheModel(t *testing.T) {
	rounds, want := 22, 100_000 // the rounds make 120,000; -rapid.checks makes each longer
	if raceEnabled || testing.Short() {
		rounds, want = 3, 10_000
	}
	steps := 0
	for range rounds {
		rapid.Check(t, func(rt *rapid.T) {
			p := programs.Draw(rt, "program")
			diff, n := compare(t, p, "")
			if steps += n; diff != "" {
				rt.Fatalf("the bus and the model differ:\n%s", diff)
			}
		})
	}
	if steps < want && !testing.Short() {
		t.Errorf("%d steps were made, want %d", steps, want)
	}
	t.Logf("%d steps", steps)
}

// So it is with users who mean no good: handlers and predicates that exit and
// panic at once, handlers that return events.ErrGoexit, acts on deep stacks,
// contexts, key functions, trace writers and error handlers that use the bus,
// and nil contexts. Each way by itself says which it is, if one fails.
func TestDeliveryToHostileUsersFollowsTheModel(t *testing.T) {
	ways := append([]string{"all"}, hostilities...)
	for _, way := range ways[:repeats(len(ways), 1)] {
		t.Run(way, func(t *testing.T) {
			aloneFor(t, 6*tooLong, func() { followsTheModel(t, way) })
		})
	}
}

func followsTheModel(t *testing.T, way string) {
	hostile = map[string]bool{}
	for _, h := range hostilities {
		hostile[h] = h == way || way == "all"
	}
	_ = flag.Set("rapid.shrinktime", "3s") // a bus that hangs takes its time
	_ = flag.Set("rapid.nofailfile", "true")
	rapid.Check(t, func(rt *rapid.T) {
		p := programs.Draw(rt, "program")
		if diff := compareApart(t, p); diff != "" {
			rt.Fatalf("the bus and the model differ:\n%s", diff)
		}
	})
}

// compareApart is compare for a bus that may hang: it says so, and goes on.
func compareApart(t *testing.T, p program) (diff string) {
	result := make(chan string, 1)
	if stacks := stacksAfter(2*tooLong, func() { // hundreds of panics on deep stacks take seconds
		defer func() {
			if v := recover(); v != nil {
				result <- fmt.Sprintf("the bus hangs: %.200v", v)
			}
		}()
		diff, _ := compare(t, p, "")
		result <- diff
	}); stacks != "" {
		return "the bus hangs:\n" + ofTheBus(stacks)
	}
	return <-result
}

// The model test sees bugs: here the model has them, and the bus is right.
func TestTheModelTestCanFail(t *testing.T) {
	for plant, what := range map[string]string{
		"ties":      "ties go the wrong way",
		"off":       "a listener that was taken off meanwhile is called",
		"once":      "a once is called twice",
		"predicate": "a predicate that says no uses up a once",
		"prefix":    "a namespace hears its own prefix",
		"oldest":    "DropOldest drops another one",
	} {
		t.Run(plant, func(t *testing.T) {
			for seed := range 500 {
				if diff, _ := compare(t, programs.Example(seed), plant); diff != "" {
					return
				}
			}
			t.Errorf("%s, and no program shows it", what)
		})
	}
}

// compare runs a program on the bus and on the model, and returns their first
// difference, and the number of steps.
func compare(t *testing.T, p program, plant string) (diff string, steps int) {
	model := newModelWorld(plant)
	model.run(p)
	var bus *programRunner
	synctest.Test(t, func(*testing.T) {
		bus = newBusRunner()
		bus.run(p)
	})
	if n := model.trusted; n > 0 {
		model.log, bus.log = model.log[:n], bus.log[:min(n, len(bus.log))]
	}
	return firstDifference(model.log, bus.log), model.steps
}

// firstDifference shows where two logs part, and the lines before.
func firstDifference(model, bus []string) string {
	i := 0
	for i < len(model) && i < len(bus) && model[i] == bus[i] {
		i++
	}
	if i == len(model) && i == len(bus) {
		return ""
	}
	return "      " + strings.Join(bus[max(0, i-12):i], "\n      ") +
		"\nmodel " + strings.Join(model[i:min(i+2, len(model))], "\n      ") +
		"\nbus   " + strings.Join(bus[i:min(i+2, len(bus))], "\n      ")
}
