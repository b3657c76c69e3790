package goname_test

import (
	"testing"

	"github.com/fastpluggy/eventbus/internal/goname"
)

// Package spec tests the table; here is what its callers count on.
func TestOf(t *testing.T) {
	for name, want := range map[string]string{"user.login": "UserLogin", "user_id": "UserID", "userId": "UserID", "avatar.urls": "AvatarURLs", "x": "X"} {
		if got, ok := goname.Of(name); got != want || !ok {
			t.Errorf("Of(%q) = %q, %v, want %q", name, got, ok, want)
		}
	}
	for _, name := range []string{"", "_", "2fa", "é"} {
		if got, ok := goname.Of(name); ok {
			t.Errorf("Of(%q) = %q, want none", name, got)
		}
	}
}
