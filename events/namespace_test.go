package events_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

// B47: what a namespace gets and what not.
func TestB47_NamespaceMatches(t *testing.T) {
	for _, tt := range []struct {
		prefix, name string
		want         bool
		reason       string
	}{
		{"user", "user.login", true, "one level below"},
		{"user", "user.profile.changed", true, "any depth"},
		{"user", "user", false, "not the name itself"},
		{"user", "users.login", false, "whole segments only"},
		{"user", "User.login", false, "case counts"},
		{"user", "a.user.login", false, "a prefix stands at the start"},
		{"user.profile", "user.profile.changed", true, "a prefix may have dots"},
		{"user.profile", "user.login", false, "a sibling"},
		{"user.profile", "user.profiles.x", false, "whole segments only, further down too"},
		{"user", "user.-", true, "any segment will do"},
	} {
		b, j := events.New(), &journal{}
		b.OnNamespace(tt.prefix, j.writes("heard"))
		b.OnAny(j.writes("any"))
		mustEmit(t, b, tt.name, nil)
		if got := j.String() == "heard any"; got != tt.want {
			t.Errorf("%q hears %q: %v, want %v: %s", tt.prefix, tt.name, got, tt.want, tt.reason)
		}
		if j.lines[len(j.lines)-1] != "any" {
			t.Errorf("OnAny missed %q", tt.name)
		}
	}
}

// B47: near misses are refused with the remedy.
func TestB47_BadPrefixNamesTheRemedy(t *testing.T) {
	b := events.New()
	for _, tt := range []struct{ prefix, remedy string }{
		{"", "to listen to every event use OnAny"},
		{"*", "to listen to every event use OnAny"},
		{"user.", "without a dot at its end"},
		{"user.*", "without a dot at its end"},
	} {
		wantText(t, mustPanic(t, func() { b.OnNamespace(tt.prefix, discard) }), tt.remedy)
	}
}

// B47: namespaces come and go at every depth, and the next emit knows.
func TestB47_NamespacesComeAndGo(t *testing.T) {
	b, j := events.New(), &journal{}
	emit := func(want string) {
		t.Helper()
		j.lines = nil
		mustEmit(t, b, "a.b.c", nil)
		j.wants(t, want)
	}
	emit("")
	low := b.OnNamespace("a.b", j.writes("a.b"))
	emit("a.b")
	high := b.OnNamespace("a", j.writes("a"))
	emit("a.b a")
	own := b.On("a.b.c", j.writes("a.b.c"))
	emit("a.b a a.b.c")
	low.Off()
	emit("a a.b.c")
	b.OnNamespace("a.b", j.writes("again"))
	emit("a a.b.c again")
	own.Off()
	emit("a again")
	high.Off()
	emit("again")
}

// B46: a name of megabytes is refused at once, also beside namespaces: it is
// not looked up first, which would hash each of its prefixes and take hours.
func TestB46_HugeNameBesideNamespaces(t *testing.T) {
	b := events.New()
	b.OnNamespace("user", discard)
	watchdog(t, time.Minute, func() {
		err := b.Emit(background, strings.Repeat("a.", 4<<20), nil)
		if _, ok := errors.AsType[*events.NameError](err); !ok {
			t.Errorf("Emit: %v, want a *NameError", err)
		}
	})
}
