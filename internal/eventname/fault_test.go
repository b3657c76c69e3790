package eventname_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

func TestEventNames(t *testing.T) {
	for _, tt := range []struct{ name, fault, reason string }{
		{"user.login", "", "the plain case"},
		{"User-2._x", "", "all of the alphabet"},
		{strings.Repeat("a", 255), "", "the longest"},
		{strings.Repeat("a.", 15) + "a", "", "16 segments"},
		{strings.Repeat("a.", 16) + "a", "17 segments", "one segment too many"},
		{strings.Repeat("a", 256), "256 bytes", "one byte too many"},
		{strings.Repeat("ä", 1<<19), "1048576 bytes", "the length comes first"},
		{"", "empty", "no name"},
		{".", "number 1", "nothing before the dot"},
		{"user.", "number 2", "nothing after the dot"},
		{".user", "number 1", "nothing before the dot"},
		{"user..login", "number 2", "nothing between the dots"},
		{"user.*", "wildcard", "subscriptions to a namespace have their own method"},
		{"user:login", "dots", "the separator of others"},
		{"user login", "' '", "a space"},
		{"user.login\n", `'\n'`, "a newline at the end, which $ in a regexp lets through"},
		{"user.lögin", `'\u00f6' at byte 6`, "not ASCII"},
		{"user.\xff", `'\ufffd'`, "not even UTF-8"},
	} {
		got := eventname.NameFault(tt.name)
		if (got == "") != (tt.fault == "") || !strings.Contains(got, tt.fault) {
			t.Errorf("NameFault(%.80q) = %q, want %q: %s", tt.name, got, tt.fault, tt.reason)
		}
	}
}

func TestFieldNames(t *testing.T) {
	for _, tt := range []struct{ field, fault, reason string }{
		{"user_id", "", "the plain case"},
		{"userID-2", "", "all of the alphabet"},
		{strings.Repeat("a", 64), "", "the longest"},
		{strings.Repeat("a", 65), "65 bytes", "one byte too many"},
		{strings.Repeat("`", 1<<20), "1048576 bytes", "the length comes first"},
		{"", "empty", "no name"},
		{"-", "begins with '-'", "encoding/json would skip it"},
		{"UserID", "lower-case", "upper case in front"},
		{"2nd", "lower-case", "a digit in front"},
		{"_id", "lower-case", "an underscore in front"},
		{"a.b", "'.'", "a dot"},
		{"a`b", "'`'", "would end a struct tag"},
		{"a,omitempty", "','", "would be an option of a struct tag"},
		{"a\"b", `'"'`, "would end the tag's value"},
		{"straße", `'\u00df'`, "not ASCII"},
	} {
		got := eventname.FieldFault(tt.field)
		if (got == "") != (tt.fault == "") || !strings.Contains(got, tt.fault) {
			t.Errorf("FieldFault(%.80q) = %q, want %q: %s", tt.field, got, tt.fault, tt.reason)
		}
	}
}

func TestFaultsAreShort(t *testing.T) {
	for _, bad := range []string{strings.Repeat("\x00", 1<<20), strings.Repeat("\u2028", 50), strings.Repeat(".", 200), strings.Repeat("*", 60)} {
		for _, fault := range []string{eventname.NameFault(bad), eventname.FieldFault(bad)} {
			if fault == "" || len(fault) > 200 || strings.ContainsAny(fault, "\x00\u2028") {
				t.Errorf("fault of %.40q is %q", bad, fault)
			}
		}
	}
}

func TestLegalNamesDoNotAllocate(t *testing.T) {
	n := testing.AllocsPerRun(100, func() {
		if eventname.NameFault("user.profile.changed")+eventname.FieldFault("user_id") != "" {
			t.Error("refused")
		}
	})
	if n != 0 {
		t.Errorf("allocates %v times, want 0", n)
	}
}

var (
	nameModel  = regexp.MustCompile(`\A[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){0,15}\z`)
	fieldModel = regexp.MustCompile(`\A[a-z][a-zA-Z0-9_-]{0,63}\z`)
)

func FuzzName(f *testing.F) {
	for _, s := range []string{"user.login", ".a", "a.", "a..b", "a\n", "ä", strings.Repeat("a.", 16) + "a", strings.Repeat("a", 256)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := nameModel.MatchString(s) && len(s) <= 255
		if fault := eventname.NameFault(s); (fault == "") != want {
			t.Errorf("NameFault(%q) = %q, the model says legal: %v", s, fault, want)
		}
		if fault := eventname.FieldFault(s); (fault == "") != fieldModel.MatchString(s) {
			t.Errorf("FieldFault(%q) = %q, the model disagrees", s, fault)
		}
	})
}
