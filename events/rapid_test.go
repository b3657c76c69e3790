package events_test

import (
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
	if raceEnabled {
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

// compare runs a program on the bus and on the model, and returns where they
// differ, and how many steps were made.
func compare(t *testing.T, p program, plant string) (diff string, steps int) {
	model := newModelWorld(plant)
	model.run(p)
	var bus *world
	synctest.Test(t, func(*testing.T) {
		bus = newRealWorld()
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
