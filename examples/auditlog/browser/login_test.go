package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// signIn signs ada in with the form.
func (tb *tab) signIn(url string) {
	tb.t.Helper()
	tb.tryToSignIn(url, "ada", "lovelace")
	tb.untilText("h1", "Welcome, ada")
}

func (tb *tab) tryToSignIn(url, name, password string) {
	tb.t.Helper()
	tb.open(url + "/")
	tb.do(
		chromedp.SetValue(chromedp.CSS("#username"), name),
		chromedp.SendKeys(chromedp.CSS("#password"), password),
		chromedp.Submit(chromedp.CSS("#password")),
	)
}

func TestLoginByTheForm(t *testing.T) {
	t.Parallel()
	a, tb := start(t), newTab(t)
	tb.tryToSignIn(a.url, "ada", "wrong")
	tb.untilText("[role=alert]", "wrong")
	tb.quiet() // the browser notes the 401
	tb.signIn(a.url)
	tb.openUntil(a.url+"/audit", "user.login", "user.login_failed", "auth_user")
}
