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
	maxFormBytes  = 4 << 10 // the form needs less than 200
	maxNameLength = 64      // characters of a name that is not ours
)

// Routes adds the pages of this plugin. Requests that change something are refused
// if a browser says that they come from another site.
func (p *Plugin) Routes(mux *http.ServeMux) {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(p.refuseCrossOrigin))
	mux.HandleFunc("GET /{$}", p.serveHome)
	mux.Handle("POST /login", guard.Handler(http.HandlerFunc(p.handleLogin)))
	mux.Handle("POST /logout", guard.Handler(http.HandlerFunc(p.handleLogout)))
}

func (p *Plugin) serveHome(w http.ResponseWriter, r *http.Request) {
	u, ok := p.sessions.userOf(r)
	p.showHome(w, http.StatusOK, homePage{SignedIn: ok, Username: u.name})
}

func (p *Plugin) handleLogin(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxFormBytes)
	if err := r.ParseForm(); err != nil {
		p.showHome(w, formStatus(err), homePage{Problem: "The form could not be read. Please use the one below."})
		return
	}
	name, remember := r.PostForm.Get("username"), r.PostForm.Get("remember") != ""
	u, reason := p.users.authenticateUser(name, r.PostForm.Get("password"))
	if reason != "" {
		name = clipName(name)
		p.logEmitError(r.Context(), UserLoginFailedTopic.Emit(r.Context(), p.bus, UserLoginFailed{Username: name, Reason: reason}))
		p.showHome(w, http.StatusUnauthorized, homePage{Username: name, Problem: "The name or the password is wrong."})
		return
	}
	p.sessions.start(w, r, u, remember)
	p.logEmitError(r.Context(), UserLoginTopic.Emit(r.Context(), p.bus, UserLogin{
		UserID: u.id, Username: u.name, IP: peerAddress(r), Remember: remember,
	}))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (p *Plugin) handleLogout(w http.ResponseWriter, r *http.Request) {
	u, ok := p.sessions.end(r)
	p.sessions.dropCookie(w, r)
	if ok {
		p.logEmitError(r.Context(), UserLogoutTopic.Emit(r.Context(), p.bus, UserLogout{UserID: u.id, Username: u.name}))
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// refuseCrossOrigin answers a request that another site has sent.
func (p *Plugin) refuseCrossOrigin(w http.ResponseWriter, r *http.Request) {
	p.env.Logger().WarnContext(r.Context(), "cross-origin request refused", "path", r.URL.Path, "origin", r.Header.Get("Origin"))
	http.Error(w, "this request comes from another site; sign in and out on this site's own page", http.StatusForbidden)
}

// logEmitError logs that the bus did not accept an event. The user is signed in or
// out anyway.
func (p *Plugin) logEmitError(ctx context.Context, err error) {
	if err != nil {
		p.env.Logger().ErrorContext(ctx, "the bus did not accept an event", "err", err)
	}
}

// formStatus distinguishes a form that is too long from a malformed one.
func formStatus(err error) int {
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// peerAddress returns the address at the other end of the connection.
func peerAddress(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil { // a socket without addresses
		return netip.Addr{}
	}
	return at.Addr().Unmap()
}

// clipName makes a name that a stranger has typed fit for a log.
func clipName(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	if utf8.RuneCountInString(name) <= maxNameLength {
		return name
	}
	return string([]rune(name)[:maxNameLength]) + "…"
}
