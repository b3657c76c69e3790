package authuser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// signIn starts a session and returns a request with its cookie.
func signIn(s *sessionStore, u user, remember bool) (*http.Request, *http.Cookie) {
	w := httptest.NewRecorder()
	s.start(w, httptest.NewRequest("POST", "/login", nil), u, remember)
	cookie := w.Result().Cookies()[0]
	return with(cookie), cookie
}

func with(cookie *http.Cookie) *http.Request {
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(cookie)
	return r
}

func TestSessionEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, ada := newSessions(), user{id: 1, name: "ada"}
		for remember, lasts := range map[bool]time.Duration{false: 12 * time.Hour, true: 30 * 24 * time.Hour} {
			r, _ := signIn(s, ada, remember)
			time.Sleep(lasts)
			if u, ok := s.userOf(r); !ok || u.name != "ada" {
				t.Errorf("remember %v: after %v it is %v, %v; want ada", remember, lasts, u, ok)
			}
			time.Sleep(time.Second)
			if u, ok := s.userOf(r); ok {
				t.Errorf("remember %v: after %v and a second it is still %v", remember, lasts, u)
			}
		}
		if len(s.byToken) != 0 {
			t.Errorf("%d sessions are kept that have ended", len(s.byToken))
		}
	})
}

func TestNewLoginEndsTheOldSession(t *testing.T) {
	s := newSessions()
	first, _ := signIn(s, user{id: 1, name: "ada"}, false)
	w := httptest.NewRecorder()
	s.start(w, first, user{id: 2, name: "bob"}, false)
	if _, ok := s.userOf(first); ok {
		t.Error("the old session is still good")
	}
	if u, ok := s.userOf(with(w.Result().Cookies()[0])); !ok || u.name != "bob" {
		t.Errorf("signed in is %v, %v; want bob", u, ok)
	}
}

func TestSessionsAreBounded(t *testing.T) {
	s := newSessions()
	oldest, _ := signIn(s, user{name: "oldest"}, false)
	for i := range maxSessions {
		s.put(fmt.Sprint(i), session{user: user{name: "other"}, ends: time.Now().Add(rememberedLifetime)})
	}
	newest, _ := signIn(s, user{name: "newest"}, true)
	if len(s.byToken) != maxSessions {
		t.Errorf("%d sessions, want at most %d", len(s.byToken), maxSessions)
	}
	if _, ok := s.userOf(oldest); ok {
		t.Error("the session that ends first was kept")
	}
	if _, ok := s.userOf(newest); !ok {
		t.Error("the new session was not kept")
	}
}

func TestCookieIsSecureOverTLS(t *testing.T) {
	r := httptest.NewRequest("POST", "https://example.test/login", nil) // with r.TLS
	if !newCookie(r, "x").Secure {
		t.Error("the cookie of a TLS connection would go over a plain one too")
	}
}

func TestCheckPassword(t *testing.T) {
	users := demoUsers()
	for _, tt := range []struct{ name, password, reason string }{
		{"ada", "lovelace", ""},
		{"ada", "Lovelace", "wrong password"},
		{"ada", "", "wrong password"},
		{"Ada", "lovelace", "unknown user"},
		{"", "", "unknown user"},
	} {
		u, reason := users.authenticateUser(tt.name, tt.password)
		if reason != tt.reason || (reason == "") != (u.name == "ada" && u.id == 1) {
			t.Errorf("check(%q, %q) = %v, %q; want reason %q", tt.name, tt.password, u, reason, tt.reason)
		}
	}
}
