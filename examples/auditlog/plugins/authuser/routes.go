package authuser

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"unicode/utf8"
)

const (
	maxForm = 4 << 10 // bytes; the form needs less than 200
	maxName = 64      // characters of a name that is not ours
)

// Routes adds the pages of this plugin. What changes anything is refused where a
// browser says that another site asks for it.
func (p *Plugin) Routes(mux *http.ServeMux) {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(p.refuse))
	mux.HandleFunc("GET /{$}", p.home)
	mux.Handle("POST /login", guard.Handler(http.HandlerFunc(p.login)))
	mux.Handle("POST /logout", guard.Handler(http.HandlerFunc(p.logout)))
}

func (p *Plugin) home(w http.ResponseWriter, r *http.Request) {
	u, ok := p.sessions.of(r)
	p.show(w, http.StatusOK, form{SignedIn: ok, Username: u.name})
}

func (p *Plugin) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		p.show(w, formStatus(err), form{Problem: "That form cannot be read. Please use the one below."})
		return
	}
	name, remember := r.PostForm.Get("username"), r.PostForm.Get("remember") != ""
	u, reason := p.users.check(name, r.PostForm.Get("password"))
	if reason != "" {
		name = clip(name)
		p.report(r.Context(), UserLoginFailedTopic.Emit(r.Context(), p.bus, UserLoginFailed{Username: name, Reason: reason}))
		p.show(w, http.StatusUnauthorized, form{Username: name, Problem: "The name or the password is wrong."})
		return
	}
	p.sessions.start(w, r, u, remember)
	p.report(r.Context(), UserLoginTopic.Emit(r.Context(), p.bus, UserLogin{
		UserID: u.id, Username: u.name, IP: peer(r), Remember: remember,
	}))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (p *Plugin) logout(w http.ResponseWriter, r *http.Request) {
	u, ok := p.sessions.end(r)
	p.sessions.forget(w, r)
	if ok {
		p.report(r.Context(), UserLogoutTopic.Emit(r.Context(), p.bus, UserLogout{UserID: u.id, Username: u.name}))
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// refuse answers a request that another site has sent.
func (p *Plugin) refuse(w http.ResponseWriter, r *http.Request) {
	p.env.Logger().WarnContext(r.Context(), "cross-origin request refused", "path", r.URL.Path, "origin", r.Header.Get("Origin"))
	http.Error(w, "this request comes from another site; sign in and out on our own page", http.StatusForbidden)
}

// report logs an event that the bus did not accept. The user is signed in or
// out all the same.
func (p *Plugin) report(ctx context.Context, err error) {
	if err != nil {
		p.env.Logger().ErrorContext(ctx, "event not accepted", "err", err)
	}
}

// formStatus tells a form that is too long from one that makes no sense.
func formStatus(err error) int {
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// peer is the address at the other end of the connection.
func peer(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil { // a socket without addresses
		return netip.Addr{}
	}
	return at.Addr().Unmap()
}

// clip makes a name from outside fit for a log.
func clip(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	if utf8.RuneCountInString(name) <= maxName {
		return name
	}
	return string([]rune(name)[:maxName]) + "…"
}
