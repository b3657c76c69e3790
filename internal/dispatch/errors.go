package dispatch

import "errors"

// The sentinel errors that package events exports under the same names.
var (
	ErrClosed        = errors.New("events: the bus is closed")
	ErrWouldDeadlock = errors.New("events: waiting here could never end; what was not waited for is queued")
	ErrQueueFull     = errors.New("events: the listener's queue is full")
	ErrGoexit        = errors.New("events: the listener ended its goroutine with runtime.Goexit (t.FailNow does that)")
)

// A convertError marks a payload that a listener can't take.
type convertError struct{ error }

func stageOf(err error) string {
	if _, ok := err.(convertError); ok {
		return StageConvert
	}
	return StageHandler
}

func unwrapConvert(err error) error {
	if c, ok := err.(convertError); ok {
		return c.error
	}
	return err
}
