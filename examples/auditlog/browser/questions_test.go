package browser

import (
	"regexp"
	"testing"
)

// A reader who has never seen the code can tell from the page
// which listeners user.login has and in what order, what failed last and where,
// and which declared events have no listener. The test reads only the visible
// text.
func TestStrangersFindTheirAnswers(t *testing.T) {
	t.Parallel()
	a, tb := lively(t)
	tb.open(a.url + mount)
	tb.untilText("main", "no address")
	for question, answer := range map[string]string{
		"who listens to user.login, in what order": `(?s)\buser\.login\s+declared by auth_user.*?\b1\s+audit log.*?audit.*?\b2\s+greet.*?notify.*?\b3\s+count logins.*?digest`,
		"what failed last":                         `(?s)Last failure.*user\.login.*greet.*notify.*no address`,
		"where it failed":                          `(?s)Last failure.*notify/notify\.go:\d+`,
	} {
		if text := tb.text("main"); !regexp.MustCompile(answer).MatchString(text) {
			t.Errorf("%s? The page says:\n%s", question, text)
		}
	}
	tb.open(a.url + mount + "findings")
	if text := tb.text("main"); !regexp.MustCompile(`(?s)without listeners.*mail\.sent`).MatchString(text) {
		t.Errorf("which declared events have no listener? The page says:\n%s", text)
	}
}
