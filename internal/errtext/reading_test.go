package errtext_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

func TestReadWith(t *testing.T) {
	for want, read := range map[string]func(error) string{
		"said":                                  func(error) string { return "said" },
		"errorString (its Error method panics)": func(error) string { panic("boom") },
		"errorString (its Error method ends the goroutine)": func(error) string { runtime.Goexit(); return "" },
	} {
		if text, final := errtext.ReadWith(errors.New("x"), read); !final || !strings.Contains(text, want) {
			t.Errorf("%q, %v; want %q", text, final, want)
		}
	}
}

// Error methods that never return take slots. While there is none left, other errors
// are not read.
func TestReadWhileOthersDoNotReturn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until := make(chan struct{})
		for i := range 10 {
			text, final := errtext.ReadWith(errors.New("x"), func(error) string { <-until; return "" })
			if final != (i < 8) || !strings.HasPrefix(text, "*errors.errorString") {
				t.Errorf("%d: %q, %v", i, text, final)
			}
		}
		close(until)
		synctest.Wait()
		if text, _ := errtext.Read(errors.New("x")); text != "x" {
			t.Errorf("%q after all have returned", text)
		}
	})
}
