//go:build race

package typed_test

// raceEnabled: the race detector drops some of what is pooled.
const raceEnabled = true
