package errtext

import (
	"fmt"
	"time"
)

// readTimeout limits one call of an Error method.
const readTimeout = 100 * time.Millisecond

// readSlots limits the number of concurrent calls of Error methods, including calls
// that never return. If there is none left, an error is shown by its type.
var readSlots = make(chan struct{}, 8)

// ReadWith returns read(err). read calls the error's Error method, which may panic,
// end its goroutine or never return. So it runs on a goroutine of its own, and after
// 100 ms the text is the type of the error. final is false if too many errors are
// being read: then the text is the type, too, but a later call may return more.
func ReadWith(err error, read func(error) string) (text string, final bool) {
	select {
	case readSlots <- struct{}{}:
	default:
		return fmt.Sprintf("%T", err), false
	}
	result := make(chan string, 1)
	go func() {
		text := fmt.Sprintf("%T (its Error method ends the goroutine)", err)
		defer func() {
			if recover() != nil {
				text = fmt.Sprintf("%T (its Error method panics)", err)
			}
			<-readSlots
			result <- text
		}()
		text = read(err)
	}()
	timer := time.NewTimer(readTimeout)
	defer timer.Stop()
	select {
	case text = <-result:
		return text, true
	case <-timer.C:
		return fmt.Sprintf("%T (its Error method does not return)", err), true
	}
}

// Read returns the text that fmt.Sprint makes of an error, as [ReadWith] does.
func Read(err error) (text string, final bool) {
	return ReadWith(err, func(err error) string { return fmt.Sprint(err) }) // fmt handles a nil pointer
}
