//go:build race

package browser

// raced says that the race detector watches, which makes everything slow.
const raced = true
