//go:build race

package browser

// raced is set if the race detector is on, which makes everything slow.
const raced = true
