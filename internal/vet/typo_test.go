package vet

import "testing"

func TestTypo(t *testing.T) {
	for _, tt := range []struct {
		a, b   string
		want   bool
		reason string
	}{
		{"user.logn", "user.login", true, "a letter missing"},
		{"user.loginn", "user.login", true, "a letter too many, at the end"},
		{"uuser.login", "user.login", true, "a letter too many, at the front"},
		{"user.lagin", "user.login", true, "a wrong letter"},
		{"user.logit", "user.login", true, "a wrong letter at the end"},
		{"user.lgoin", "user.login", true, "two letters swapped"},
		{"user.logni", "user.login", true, "two letters swapped at the end"},
		{"User.LogIn", "user.login", true, "case"},
		{"user.log_in", "user.login", true, "a separator"},
		{"user-login", "user.login", true, "another separator"},
		{"user.logout", "user.login", false, "three edits are another word"},
		{"user.lgoni", "user.login", false, "two typos"},
		{"user.log", "user.login", false, "two letters missing"},
		{"order.v2", "order.v1", false, "versions"},
		{"order.v12", "order.v1", false, "versions of another length"},
		{"order.v21", "order.v12", false, "versions swapped"},
		{"a.x", "a.y", false, "too short to tell"},
	} {
		if got := isTypo(tt.a, tt.b, minTypoLength); got != tt.want {
			t.Errorf("isTypo(%q, %q) = %v, want %v: %s", tt.a, tt.b, got, tt.want, tt.reason)
		}
		if got := isTypo(tt.b, tt.a, minTypoLength); got != tt.want {
			t.Errorf("isTypo(%q, %q) = %v, want %v: %s", tt.b, tt.a, got, tt.want, tt.reason)
		}
	}
}
