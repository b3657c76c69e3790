//go:build unix

package main

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

func TestLoginAndLogoutAreRecorded(t *testing.T) {
	t.Parallel()
	a, c := start(t, newDB(t)), browser()
	if res := a.get(c, "/"); res.StatusCode != 200 || !strings.Contains(res.text, `name="password"`) {
		t.Fatalf("GET / = %s, %s; want the form", res.Status, res.text)
	}
	res := a.post(c, "/login", credentials("ada", "lovelace"))
	if res.StatusCode != 200 || res.Request.URL.Path != "/" || !strings.Contains(res.text, "Welcome, ada") {
		t.Fatalf("after the login: %s %s, %s; want the home page", res.Status, res.Request.URL, res.text)
	}
	a.recorded("user.login", `{"user_id":1,"username":"ada","ip":"127.0.0.1","remember":false}`)
	if res := a.post(c, "/logout", nil); res.StatusCode != 200 || !strings.Contains(res.text, `name="password"`) {
		t.Fatalf("after the logout: %s, %s; want the form", res.Status, res.text)
	}
	a.recorded("user.logout", `{"user_id":1,"username":"ada"}`)
	a.until(func() bool { return strings.Contains(a.log(), "username=ada") }, "a line of the plugin notify")
}

// recorded checks that the log has one event of the topic, from auth_user, with
// this data.
func (a *app) recorded(topic, data string) {
	a.t.Helper()
	row := a.await(1, topic)[0]
	var got, want any
	check(a.t, json.Unmarshal(row.Data, &got))
	check(a.t, json.Unmarshal([]byte(data), &want))
	if row.Source != "auth_user" || row.At.IsZero() || !reflect.DeepEqual(got, want) {
		a.t.Errorf("%s is recorded as %+v with %s; want the source auth_user and %s", topic, row, row.Data, data)
	}
}

func TestFailedLoginIsRecordedWithoutThePassword(t *testing.T) {
	t.Parallel()
	a, c := start(t, newDB(t)), browser()
	const secret = "hunter2-do-not-keep"
	for i, name := range []string{"ada", "<script>alert(1)</script>", strings.Repeat("ä", 200) + "\xff"} {
		res := a.post(c, "/login", credentials(name, secret))
		if res.StatusCode != http.StatusUnauthorized || !strings.Contains(res.text, `role="alert"`) || len(res.Cookies()) != 0 {
			t.Errorf("login as %q = %s with cookies %v, want 401 and an alert", name, res.Status, res.Cookies())
		}
		if strings.Contains(res.text, "<script") {
			t.Errorf("the page of %q contains its script", name)
		}
		a.await(i+1, "user.login_failed")
	}
	rows, _ := a.rows("/audit")
	for i, want := range []string{
		`{"reason":"unknown user","username":"` + strings.Repeat("ä", 64) + `…"}`,
		`{"reason":"unknown user","username":"\u003cscript\u003ealert(1)\u003c/script\u003e"}`,
		`{"reason":"wrong password","username":"ada"}`,
	} {
		if got := string(rows[i].Data); got != want {
			t.Errorf("row %d is %s, want %s", i, got, want)
		}
	}
	page := a.get(c, "/audit").text
	if strings.Contains(page, "<script") || !strings.Contains(page, "wrong password") {
		t.Errorf("the page shows the script as such, or lacks the reason: %s", page)
	}
	if strings.Contains(page+a.log(), secret) {
		t.Error("the password is in the log")
	}
}

func TestSessionCookie(t *testing.T) {
	t.Parallel()
	a := start(t, newDB(t))
	plain := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	form := credentials("ada", "lovelace")
	for _, remember := range []bool{false, true} {
		if remember {
			form.Set("remember", "yes")
		}
		res := a.post(plain, "/login", form)
		if res.StatusCode != http.StatusSeeOther || len(res.Cookies()) != 1 {
			t.Fatalf("login = %s with cookies %v; want 303 and one", res.Status, res.Cookies())
		}
		cookie := res.Cookies()[0]
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || len(cookie.Value) < 26 || (cookie.MaxAge > 0) != remember {
			t.Errorf("remember %v: cookie %v; want HttpOnly, SameSite=Lax, 128 random bits, Max-Age only to remember", remember, cookie)
		}
		header := []string{"Cookie", cookie.Name + "=" + cookie.Value}
		if res := a.get(plain, "/", header...); !strings.Contains(res.text, "Welcome, ada") {
			t.Error("the cookie signs nobody in")
		}
		a.post(plain, "/logout", nil, header...)
		if res := a.get(plain, "/", header...); strings.Contains(res.text, "Welcome") {
			t.Error("the cookie still works after the logout")
		}
		a.post(plain, "/logout", nil, header...) // already signed out: no event
	}
	a.await(2, "user.login")
	a.await(2, "user.logout")
}

func TestCrossOriginPostIsRefused(t *testing.T) {
	t.Parallel()
	a, c := start(t, newDB(t)), browser()
	form := credentials("ada", "lovelace")
	a.post(c, "/login", form)
	for _, header := range [][]string{
		{"Origin", "http://evil.example"},
		{"Origin", "null"},
		{"Origin", a.url + "0"},
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
	} {
		for _, path := range []string{"/login", "/logout"} {
			if res := a.post(c, path, form, header...); res.StatusCode != http.StatusForbidden {
				t.Errorf("POST %s with %q = %s, want 403", path, header, res.Status)
			}
		}
	}
	if res := a.get(c, "/"); !strings.Contains(res.text, "Welcome, ada") {
		t.Error("a refused logout has signed the user out")
	}
	if res := a.post(c, "/logout", nil, "Origin", a.url, "Sec-Fetch-Site", "same-origin"); res.StatusCode != 200 {
		t.Errorf("POST /logout from our own page = %s", res.Status)
	}
	a.await(1, "user.logout")
	a.await(1, "user.login")
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	a, c := start(t, newDB(t)), browser()
	for _, tt := range []struct {
		method, path, password string
		want                   int
	}{
		{"POST", "/login", strings.Repeat("x", 5000), 413},
		{"POST", "/login", "", 401},
		{"GET", "/login", "", 405},
		{"POST", "/audit", "", 405},
		{"GET", "/nothing", "", 404},
		{"GET", "/audit?before=abc", "", 400},
		{"GET", "/audit?before=-1", "", 400},
		{"GET", "/audit?before=99999999999999999999", "", 400},
		{"GET", "/audit?before=5", "", 200},
		{"GET", "/static/style.css", "", 200},
		{"GET", "/static/icon.svg", "", 200},
	} {
		res := a.do(c, a.request(tt.method, tt.path, credentials("ada", tt.password)))
		if res.StatusCode != tt.want {
			t.Errorf("%s %s = %s, want %d", tt.method, tt.path, res.Status, tt.want)
		}
	}
}
