//go:build race

package events_test

// raceEnabled scales the great counts down: the race detector slows them tenfold.
const raceEnabled = true
