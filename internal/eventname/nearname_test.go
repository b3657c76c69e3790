package eventname_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

func TestNear(t *testing.T) {
	known := []string{"user.logout", "user.login", "user.login_failed", "page.saved", "ip", "id", "ab", "payments.invoice.reminder_sent"}
	for _, tt := range []struct{ name, want, reason string }{
		{"user.logn", "user.login", "one byte missing"},
		{"user.loginn", "user.login", "one byte too many"},
		{"user.lgoin", "user.login", "two neighbours swapped"},
		{"uzer.login", "user.login", "one byte replaced"},
		{"uesr.lgoin", "user.login", "two swaps"},
		{"USER.LOGIN", "user.login", "case is free"},
		{"user.logo", "user.login", "two edits away, as user.logout is: the first in the alphabet"},
		{"payment.invoice.remindersend", "payments.invoice.reminder_sent", "three edits of a long name"},
		{"user.login", "", "the name itself is not a suggestion, nor is anything else two edits away"},
		{"page.deleted", "", "too far"},
		{"x", "", "nothing in common"},
		{"is", "id", "one edit of two bytes, and ip is later in the alphabet"},
		{"pagf", "", "nothing in common with short names"},
		{"xy", "", "two edits of two bytes make any word"},
		{"", "", "nothing to go by"},
		{strings.Repeat("a", 1<<20), "", "longer than a name can be"},
	} {
		got, ok := eventname.Near(tt.name, known)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Near(%.80q) = %q, %v; want %q: %s", tt.name, got, ok, tt.want, tt.reason)
		}
	}
}

func TestNearIgnoresOrder(t *testing.T) {
	known := []string{"bat", "cat", "rat", "hat"}
	for range known {
		known = append(known[1:], known[0])
		if got, _ := eventname.Near("aat", known); got != "bat" {
			t.Errorf("Near among %v = %q, want bat", known, got)
		}
	}
}

func TestNearOfNothing(t *testing.T) {
	if got, ok := eventname.Near("user.login", nil); ok || got != "" {
		t.Errorf("Near among nothing = %q, %v", got, ok)
	}
	if got, ok := eventname.Near("a", []string{""}); ok {
		t.Errorf("Near among an empty name = %q", got)
	}
	if got, ok := eventname.Near("user.login", []string{strings.Repeat("user.login", 1<<17)}); ok {
		t.Errorf("a hostile name of %d bytes is near", len(got))
	}
}

func TestNearLeavesItsInput(t *testing.T) {
	known := []string{"b", "a"}
	eventname.Near("c", known)
	if !slices.Equal(known, []string{"b", "a"}) {
		t.Errorf("input changed to %v", known)
	}
}
