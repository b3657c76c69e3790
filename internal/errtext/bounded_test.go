package errtext_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/internal/errtext"
)

func TestAsk(t *testing.T) {
	for want, say := range map[string]func(error) string{
		"said":                  func(error) string { return "said" },
		"errorString, which pa": func(error) string { panic("boom") },
		"errorString, which en": func(error) string { runtime.Goexit(); return "" },
	} {
		if text, asked := errtext.Ask(errors.New("x"), say); !asked || !strings.Contains(text, want) {
			t.Errorf("%q, %v; want %q", text, asked, want)
		}
	}
}

// Errors that never answer take seats. While all are taken, others are not asked.
func TestAskWhileOthersDoNotAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until := make(chan struct{})
		for i := range 10 {
			text, asked := errtext.Ask(errors.New("x"), func(error) string { <-until; return "" })
			if asked != (i < 8) || !strings.HasPrefix(text, "*errors.errorString") {
				t.Errorf("%d: %q, %v", i, text, asked)
			}
		}
		close(until)
		synctest.Wait()
		if text, _ := errtext.Bounded(errors.New("x")); text != "x" {
			t.Errorf("%q after all have answered", text)
		}
	})
}
