package errtext

import (
	"fmt"
	"time"
)

// patience is how long an error may take to say what it is.
const patience = 100 * time.Millisecond

// asking bounds how many errors are asked at once, including those that never
// answer. While there are so many, other errors are shown by their types.
var asking = make(chan struct{}, 8)

// Ask returns say(err). That runs code of the program, which may panic, end its
// goroutine or never return: it runs on a goroutine of its own, and if there is no
// answer in 100 ms the text is the type of the error. asked is false if too many
// errors are being asked: then it is the type, too, and another call may know more.
func Ask(err error, say func(error) string) (text string, asked bool) {
	select {
	case asking <- struct{}{}:
	default:
		return fmt.Sprintf("%T", err), false
	}
	answer := make(chan string, 1)
	go func() {
		text := fmt.Sprintf("%T, which ends its goroutine when asked", err)
		defer func() {
			if recover() != nil {
				text = fmt.Sprintf("%T, which panics when asked", err)
			}
			<-asking
			answer <- text
		}()
		text = say(err)
	}()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case text = <-answer:
		return text, true
	case <-late.C:
		return fmt.Sprintf("%T, which does not say what it is", err), true
	}
}

// Bounded is the text that fmt.Sprint has for an error, asked for by [Ask].
func Bounded(err error) (text string, asked bool) {
	return Ask(err, func(err error) string { return fmt.Sprint(err) }) // which survives a nil in a pointer type
}
