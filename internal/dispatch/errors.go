package dispatch

import "errors"

// The sentinel errors that package events exports under the same names.
var (
	ErrClosed        = errors.New("events: the bus is closed")
	ErrWouldDeadlock = errors.New("events: waiting here could never end; what was not waited for is queued")
	ErrQueueFull     = errors.New("events: the listener's queue is full")
	ErrGoexit        = errors.New("events: the listener ended its goroutine with runtime.Goexit (t.FailNow does that)")
)

// A convertError marks a payload that a listener can't take, a queueError a
// queue that had no room.
type (
	convertError struct{ error }
	queueError   struct{ error }
)

func stageOf(err error) string {
	switch err.(type) {
	case convertError:
		return StageConvert
	case queueError:
		return StageQueue
	}
	return StageHandler
}

func unwrapped(err error) error {
	switch e := err.(type) {
	case convertError:
		return e.error
	case queueError:
		return e.error
	}
	return err
}
