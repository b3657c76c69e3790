//go:build !race

package typed_test

// raceEnabled scales the great counts down: the race detector slows them tenfold.
const raceEnabled = false
