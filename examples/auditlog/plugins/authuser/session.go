package authuser

import (
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"
)

const (
	cookieName  = "auditlog_session"
	shortly     = 12 * time.Hour      // how long a session lasts
	remembered  = 30 * 24 * time.Hour // with "remember"
	maxSessions = 10_000              // above it the one that ends next makes room
)

// sessions knows who is signed in. It lives in memory: a restart signs everybody out.
type sessions struct {
	mu    sync.Mutex
	byKey map[key]session
}

// key is the hash of a token: who reads this memory cannot take over a session.
type key [sha256.Size]byte

type session struct {
	user user
	ends time.Time
}

func newSessions() *sessions { return &sessions{byKey: map[key]session{}} }

// start begins a session and gives the browser its cookie. The token is always
// new, so nobody can be made to use one that somebody else has prepared.
func (s *sessions) start(w http.ResponseWriter, r *http.Request, u user, remember bool) {
	s.end(r)
	token, lasts := rand.Text(), shortly
	if remember {
		lasts = remembered
	}
	s.put(token, session{user: u, ends: time.Now().Add(lasts)})
	cookie := newCookie(r, token)
	if remember {
		cookie.MaxAge = int(lasts.Seconds())
	}
	http.SetCookie(w, cookie)
}

// put adds a session and makes room for it where there are too many.
func (s *sessions) put(token string, added session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.byKey) >= maxSessions {
		s.evict()
	}
	s.byKey[sha256.Sum256([]byte(token))] = added
}

// evict removes the session that ends next. The caller holds the lock.
func (s *sessions) evict() {
	var next key
	var ends time.Time
	for k, session := range s.byKey {
		if ends.IsZero() || session.ends.Before(ends) {
			next, ends = k, session.ends
		}
	}
	delete(s.byKey, next)
}

// of returns who is signed in.
func (s *sessions) of(r *http.Request) (user, bool) {
	k, ok := keyOf(r)
	if !ok {
		return user{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.byKey[k]
	if ok && time.Now().After(session.ends) {
		delete(s.byKey, k)
		ok = false
	}
	return session.user, ok
}

// end ends the request's session and returns whose it was.
func (s *sessions) end(r *http.Request) (user, bool) {
	u, ok := s.of(r)
	if k, has := keyOf(r); has {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.byKey, k)
	}
	return u, ok
}

// forget tells the browser to drop its cookie.
func (s *sessions) forget(w http.ResponseWriter, r *http.Request) {
	cookie := newCookie(r, "")
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
}

func keyOf(r *http.Request) (key, bool) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return key{}, false
	}
	return sha256.Sum256([]byte(cookie.Value)), true
}

func newCookie(r *http.Request, token string) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: token, Path: "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	}
}
