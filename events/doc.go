// Package events is the string-keyed event bus: listeners subscribe by name,
// and emitters and listeners never import each other.
package events
