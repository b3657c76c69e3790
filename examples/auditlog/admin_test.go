//go:build unix

package main

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
)

func TestBusPageIsThere(t *testing.T) {
	t.Parallel()
	a := start(t, newDB(t))
	for _, path := range []string{"/admin/events", "/admin/events/", "/admin/events/catalog", "/admin/events/map", "/admin/events/findings", "/admin/events/live"} {
		if res := a.get(http.DefaultClient, path); res.StatusCode != 200 || !strings.Contains(res.text, "<h1>") {
			t.Errorf("GET %s = %s, %s", path, res.Status, res.text)
		}
		if res := a.post(http.DefaultClient, path, nil); res.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("POST %s = %s, want 405", path, res.Status)
		}
		r := a.request("GET", path, nil)
		r.Host = "evil.example"
		if res := a.do(http.DefaultClient, r); res.StatusCode != http.StatusForbidden {
			t.Errorf("GET %s of the host evil.example = %s, want 403", path, res.Status)
		}
	}
	if page := a.get(http.DefaultClient, "/").text; !strings.Contains(page, `href="/admin/events"`) {
		t.Error("no link leads to the page of the bus")
	}
}

// B57: the page shows who signs in only if the program is started with
// -admin-payloads, and a password never.
func TestBusPageHidesPayloads(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"-admin-payloads"}} {
		a := start(t, newDB(t), args...)
		a.get(http.DefaultClient, "/admin/events/live") // it watches from now on
		var page string
		a.until(func() bool { // the first login may be quicker than the watch
			a.post(http.DefaultClient, "/login", credentials("ada", "lovelace"))
			page = a.get(http.DefaultClient, "/admin/events/live.json").text
			return strings.Contains(page, "user.login")
		}, "the login on the page of the bus")
		if shown := strings.Contains(page, `ada`); shown != (args != nil) || strings.Contains(page, "lovelace") {
			t.Errorf("with the flags %q the page shows %s", args, page)
		}
	}
}

// An open stream does not delay the shutdown. If it did, the shutdown would reach
// its timeout and fail.
func TestStreamDoesNotHoldUpTheEnd(t *testing.T) {
	t.Parallel()
	a := start(t, newDB(t))
	res, err := http.Get(a.url + "/admin/events/stream")
	check(t, err)
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	if res.StatusCode != 200 || !lines.Scan() {
		t.Fatalf("the stream is %s, and says %q", res.Status, lines.Text())
	}
	a.stop()
	if strings.Contains(a.log(), "cut off") {
		t.Errorf("the end has waited for the stream:\n%s", a.log())
	}
}
