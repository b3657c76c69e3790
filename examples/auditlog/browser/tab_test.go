package browser

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab is a tab in a browser profile of its own, so it shares no cookies with other
// tests.
type tab struct {
	t   testing.TB
	ctx context.Context

	mu      sync.Mutex
	console []string // what the page or the browser complained of
	dialogs []string
}

// newTab opens an empty tab. At the end of the test the console must be empty,
// except for lines that quiet has removed. Open the tab after the server: cleanups
// run in reverse order, and a page whose server is gone would log an error.
func newTab(t testing.TB) *tab {
	t.Helper()
	browser := needBrowser(t)
	tb := &tab{t: t}
	ctx, end := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(tb.hear))
	tb.ctx = ctx
	t.Cleanup(end)
	check(t, chromedp.Do(ctx))
	tb.size(1280, 860)
	t.Cleanup(func() {
		if lines := tb.quiet(); len(lines) > 0 {
			t.Errorf("the console has:\n%s", strings.Join(lines, "\n"))
		}
		if len(tb.dialogs) > 0 {
			t.Errorf("the page has opened dialogs: %q", tb.dialogs)
		}
	})
	return tb
}

// hear records what the page logs. It must not call the browser.
func (tb *tab) hear(ev any) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	switch ev := ev.(type) {
	case *runtime.EventConsoleAPICalled:
		words := []string{string(ev.Type)}
		for _, arg := range ev.Args {
			words = append(words, fmt.Sprint(arg.Description, arg.Value))
		}
		tb.console = append(tb.console, strings.Join(words, " "))
	case *runtime.EventExceptionThrown:
		tb.console = append(tb.console, fmt.Sprint("exception: ", ev.ExceptionDetails.Text, ev.ExceptionDetails.Exception))
	case *log.EventEntryAdded:
		tb.console = append(tb.console, fmt.Sprintf("%s: %s %s", ev.Entry.Level, ev.Entry.Text, ev.Entry.URL))
	case *page.EventJavascriptDialogOpening:
		tb.dialogs = append(tb.dialogs, ev.Message)
	}
}

// quiet returns the lines of the console, and clears it.
func (tb *tab) quiet() []string {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	lines := tb.console
	tb.console = nil
	return lines
}

func (tb *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, soon)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		tb.t.Fatalf("%v\n%s", err, tb.where())
	}
}

// where returns the address and the text of the page, for messages of failed
// tests.
func (tb *tab) where() string {
	ctx, cancel := context.WithTimeout(tb.ctx, soon)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.body.innerText"))
	if err != nil {
		return err.Error()
	}
	return text
}

func (tb *tab) open(url string) {
	tb.t.Helper()
	tb.do(chromedp.Navigate(url))
}

// openUntil opens a page repeatedly until it contains all words: the audit log
// shows an event a moment after it has happened, and does not refresh itself.
func (tb *tab) openUntil(url string, words ...string) {
	tb.t.Helper()
	lacks := func(word string) bool { return !strings.Contains(tb.text("main"), word) }
	for deadline := time.Now().Add(soon); ; {
		tb.open(url)
		if !slices.ContainsFunc(words, lacks) {
			return
		}
		if time.Now().After(deadline) {
			tb.t.Fatalf("still not on the page: one of %q\n%s", words, tb.where())
		}
	}
}

func (tb *tab) click(css string) {
	tb.t.Helper()
	tb.do(chromedp.Click(chromedp.CSS(css)))
}

// keys presses keys as a keyboard does, wherever the focus is. The character of a
// key is sent together with the key, so that a page that handles the key can
// suppress the character; chromedp's KeyEvent sends them one after the other.
func (tb *tab) keys(keys string) {
	tb.t.Helper()
	for _, r := range keys {
		all := kb.Encode(r)
		down, up := all[0], all[len(all)-1]
		if len(all) == 3 {
			down.Text, down.UnmodifiedText = all[1].Text, all[1].UnmodifiedText
		}
		for _, event := range []*input.DispatchKeyEventParams{down, up} {
			_, err := chromedp.Call(tb.ctx, input.DispatchKeyEvent, *event)
			check(tb.t, err)
		}
	}
}

func (tb *tab) size(width, height int64, options ...chromedp.EmulateViewportOption) {
	tb.t.Helper()
	tb.do(chromedp.EmulateViewport(width, height, options...))
}

// prefer sets preferences of the user's system: pairs of a media feature and its
// value.
func (tb *tab) prefer(pairs ...string) {
	tb.t.Helper()
	var features []*emulation.MediaFeature
	for i := 0; i < len(pairs); i += 2 {
		features = append(features, &emulation.MediaFeature{Name: pairs[i], Value: pairs[i+1]})
	}
	_, err := chromedp.Call(tb.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	check(tb.t, err)
}

// text returns the visible text of the element.
func (tb *tab) text(css string) string {
	tb.t.Helper()
	return eval[string](tb, fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", css))
}

// eval evaluates JavaScript in the page, regardless of its policy.
func eval[T any](tb *tab, js string) T {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, soon)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatalf("%.300s: %v", js, err)
	}
	return v
}

// until waits for an expression to become true. An expression that fails counts as
// false, as in a page that is being left. It polls from here, since the page's
// policy does not allow a script that waits.
func (tb *tab) until(js string) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, soon)
	defer cancel()
	for {
		if is, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+js+")")); is && err == nil {
			return
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			tb.t.Fatalf("still not so: %s\n%s", js, tb.where())
		}
	}
}

// untilText waits until the element contains all words.
func (tb *tab) untilText(css string, words ...string) {
	tb.t.Helper()
	for _, word := range words {
		tb.until(fmt.Sprintf("(document.querySelector(%q)?.innerText ?? '').includes(%q)", css, word))
	}
}
