package authuser

import (
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"
)

const (
	cookieName         = "auditlog_session"
	sessionLifetime    = 12 * time.Hour      // of a session
	rememberedLifetime = 30 * 24 * time.Hour // of a session with "remember"
	maxSessions        = 10_000              // for one more, the session that ends next is removed
)

// A sessionStore knows which users are signed in. It is kept in memory: a restart
// signs all users out.
type sessionStore struct {
	mu      sync.Mutex
	byToken map[tokenHash]session
}

// A tokenHash is the hash of a token. The token itself is not kept, so a copy of
// the memory is not enough to take over a session.
type tokenHash [sha256.Size]byte

type session struct {
	user user
	ends time.Time
}

func newSessions() *sessionStore { return &sessionStore{byToken: map[tokenHash]session{}} }

// start begins a session and sets the browser's cookie. The token is always new,
// so an attacker cannot make a user sign in to a prepared session.
func (s *sessionStore) start(w http.ResponseWriter, r *http.Request, u user, remember bool) {
	s.end(r)
	token, lasts := rand.Text(), sessionLifetime
	if remember {
		lasts = rememberedLifetime
	}
	s.put(token, session{user: u, ends: time.Now().Add(lasts)})
	cookie := newCookie(r, token)
	if remember {
		cookie.MaxAge = int(lasts.Seconds())
	}
	http.SetCookie(w, cookie)
}

// put adds a session. If there are too many, it removes one first.
func (s *sessionStore) put(token string, added session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.byToken) >= maxSessions {
		s.evictNext()
	}
	s.byToken[sha256.Sum256([]byte(token))] = added
}

// evictNext removes the session that ends next. The caller holds the lock.
func (s *sessionStore) evictNext() {
	var next tokenHash
	var ends time.Time
	for k, session := range s.byToken {
		if ends.IsZero() || session.ends.Before(ends) {
			next, ends = k, session.ends
		}
	}
	delete(s.byToken, next)
}

// userOf returns the user that is signed in.
func (s *sessionStore) userOf(r *http.Request) (user, bool) {
	k, ok := hashOf(r)
	if !ok {
		return user{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.byToken[k]
	if ok && time.Now().After(session.ends) {
		delete(s.byToken, k)
		ok = false
	}
	return session.user, ok
}

// end ends the session of the request and returns its user.
func (s *sessionStore) end(r *http.Request) (user, bool) {
	u, ok := s.userOf(r)
	if k, has := hashOf(r); has {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.byToken, k)
	}
	return u, ok
}

// dropCookie tells the browser to delete its cookie.
func (s *sessionStore) dropCookie(w http.ResponseWriter, r *http.Request) {
	cookie := newCookie(r, "")
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
}

func hashOf(r *http.Request) (tokenHash, bool) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return tokenHash{}, false
	}
	return sha256.Sum256([]byte(cookie.Value)), true
}

func newCookie(r *http.Request, token string) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: token, Path: "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	}
}
