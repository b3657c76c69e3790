package admin

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/fastpluggy/eventbus/events"
)

// The slow model describes the secrets of a text with regular expressions. For
// each name it scans the rest of the text again.
var (
	slowMisfits     = regexp.MustCompile(`(?s)(want [^ \t\n\r\f]+, have [^ \t\n\r\f]+ )(?:\("(?:[^"\\]|\\.|"")*(?:"|\\?$)\)?|[^ \t\n\r\f]+)`)
	slowCredentials = regexp.MustCompile(`\b([bB][eE][aA][rR][eE][rR]|[bB][aA][sS][iI][cC]|[dD][iI][gG][eE][sS][tT])(\s+)[^\s"',;]+`)
	slowLogins      = regexp.MustCompile(`://[^/\s]+@`)
	slowCutLogin    = regexp.MustCompile(`://[^/\s]+$`)
	slowPairs       = regexp.MustCompile(`(?s)([\p{L}\d_.-]+)(\\*"?'?\]?\s*(?::=|=>|[:=])\s*)` +
		`("(?:[^"\\]|\\.|"")*(?:"|\\?$)|'(?:[^'\\]|\\.|'')*(?:'|\\?$)|\\+"[^"]*(?:"|$)|\\+'[^']*(?:'|$)|[^\s,;&})\]]+)`)
)

func slowRedact(text string, whole bool, hide []string) string {
	text = slowMisfits.ReplaceAllString(text, "${1}"+hiddenText)
	text = slowCredentials.ReplaceAllString(text, "$1$2"+hiddenText)
	end := ""
	if !whole {
		if at := slowCutLogin.FindStringIndex(text); at != nil {
			text, end = text[:at[0]], "://"+hiddenText
		}
	}
	text = slowLogins.ReplaceAllString(text, "://"+hiddenText+"@") + end
	var out strings.Builder
	for {
		m := slowPairs.FindStringSubmatchIndex(text)
		if m == nil {
			return out.String() + text
		}
		name, value := text[m[2]:m[3]], m[6]
		out.WriteString(text[:value])
		if slowSensitive(name, hide) {
			out.WriteString(hiddenText)
			value = m[7]
		}
		text = text[value:]
	}
}

func slowSensitive(name string, hide []string) bool {
	if name == "" || len(name) > maxNameLength {
		return name != ""
	}
	letters := func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}
	joined := strings.Map(letters, strings.ToLower(name))
	for _, part := range append(slices.Clone(secretParts), hide...) {
		if strings.Contains(joined, strings.Map(letters, strings.ToLower(part))) {
			return true
		}
	}
	runes := []rune(name)
	var spaced strings.Builder
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(r)
	}
	return slices.ContainsFunc(strings.FieldsFunc(spaced.String(), func(r rune) bool { return !unicode.IsLetter(r) }), func(word string) bool {
		return secretWords[strings.ToLower(word)]
	})
}

// secretTexts are texts that the finders must tell apart.
var secretTexts = []string{
	"", "password=hunter2", "a=a=a=a", `{"password":"hunter 2","a":1}`, `password="hunter two`, `password='it''s' x`, `map[token:abc key:d]`,
	"Authorization: Bearer abc.def", "basic  YWRh, digest\tx", "xbasic y", "https://ada:p@ss@host/x", "://@b@", "://ada:hunter2", "http://a/b:c@d",
	`events: payload of "a": field "otp": want time.Time, have string ("12\"34")`, `want int, have string ("12`, "want int, have int 300", "want a want b, have c d",
	"password=>x", "password=>", "key => [1]", "error: token: x", `"pin"]: 1`, `{\"password\":\"two words\",\"a\":1}`, `token=\'a b`, `pass\`, `pass="\`, `pass=""""`,
	"userPINHash=1", "PINCode=1", "spinning=1 monkey=2", "İD_token=x", "Ⱥkey:=x", "\xffkey=\xfe", "key=" + strings.Repeat("x", 300), strings.Repeat("k", 300) + "=x",
	"basic [hidden] = x", "a:b:c:password:d:e", "cookie: a=b; c=d", "medical=1",
}

// The fast redactor hides exactly what the slow model hides.
func FuzzRedactorAgainstSlowModel(f *testing.F) {
	for _, text := range secretTexts {
		f.Add(text, true)
		f.Add(text+text, false)
	}
	hide := []string{"Medical"}
	f.Fuzz(func(t *testing.T, text string, whole bool) {
		text = strings.ToValidUTF8(text, "\uFFFD") // as redactStart does
		if got, want := newRedactor(hide).redact(text, whole), slowRedact(text, whole, hide); got != want {
			t.Errorf("redact(%q, %v)\n gives %q\n  want %q", text, whole, got, want)
		}
	})
}

func FuzzSensitiveAgainstSlowModel(f *testing.F) {
	for _, name := range []string{"password", "userPINHash", "PINCode", "pass_word", "spinning", "İDtoken", "key2", "2key", "aPI_Key", "\x00Pin", "\xffkey", strings.Repeat("Ⱥ", 120), "Medical-Record"} {
		f.Add(name)
	}
	hide := []string{"Medical"}
	f.Fuzz(func(t *testing.T, name string) {
		if got, want := newRedactor(hide).isSecretName(name), slowSensitive(name, hide); got != want {
			t.Errorf("sensitive(%q) = %v, want %v", name, got, want)
		}
	})
}

// No text makes the redactor examine a rune again and again.
func TestRedactionIsLinear(t *testing.T) {
	for _, part := range append(secretTexts, "a=", "a:", "a=>", ":", "=", " ", "a ", "a b=", "want ", "want a, ", "want a, have ", "want a, have b ", `("`, "bearer ", "bearer", "basic a ", "://", "://a",
		"://a@", "@", `"`, `\`, `'`, `a\"`, `key="`, `key=" `, "key=", "key = ", "key:=", "é=", "é", "password", "[", "]", "key=key=", "k", "B") {
		steps := func(n int) (steps int64) {
			for _, whole := range []bool{true, false} {
				r := newRedactor(nil)
				r.redact(strings.Repeat(part, n), whole)
				steps += r.steps.Load()
			}
			return steps
		}
		once, fourfold := steps(500), steps(2000)
		if fourfold > 5*once || fourfold > 40*int64(2000*len(part)+1) {
			t.Errorf("%.40q: %d times take %d steps, %d times %d", part, 500, once, 2000, fourfold)
		}
	}
}

// The cost does not grow with the part of a text that is not shown.
func TestOnlyTheStartOfATextIsRead(t *testing.T) {
	r := newRedactor(nil)
	r.cleanText(strings.Repeat("a=", maxErrorText))
	enough := r.steps.Swap(0)
	r.cleanText(strings.Repeat("a=", 100*maxErrorText))
	if got := r.steps.Load(); got > enough+100 {
		t.Errorf("a text a hundred times as long takes %d steps, not %d", got, enough)
	}
}

// Wherever a text is cut, it shows no half of a secret.
func TestCutShowsNoHalfOfASecret(t *testing.T) {
	const secret = "Zq7x8planted9y0"
	for _, shape := range []string{
		"password=%s", `password="%s"`, `password="two %s"`, `{"password":"%s","a":1}`, `{\"password\":\"two %s\"}`, "map[password:%s]", "Authorization: Bearer %s",
		"Authorization: Basic %s", "https://ada:%s@example.org/x", "https://%s@example.org/x", "https://ada:p@%s@example.org", `want int, have string ("%s")`, `want int, have string ("two %s")`, "want int, have int %s",
		"token := '%s'", "Set-Cookie: %s; Path=/", "cannot dial postgres://ada:%s@db:5432/x: refused",
	} {
		text := fmt.Sprintf(shape, secret)
		for before := 2*maxErrorText - len(text) - 8; before < 2*maxErrorText+8; before++ {
			shown := newRedactor(nil).cleanText(strings.Repeat("x", maxErrorText-100) + strings.Repeat(" ", before-maxErrorText+100) + text + " and more " + strings.Repeat("y", maxErrorText))
			rest := newRedactor(nil).redactStart(strings.Repeat(" ", before)+text+" and more", 2*maxErrorText)
			for _, got := range []string{shown, rest} {
				if i := strings.Index(got, secret[:3]); i >= 0 {
					t.Fatalf("%s cut after %d bytes shows %q", shape, 2*maxErrorText-before, got[i:min(len(got), i+40)])
				}
			}
		}
	}
}

// A request redacts only the texts that it shows.
func TestOnlyWhatIsShownIsRedacted(t *testing.T) {
	bus := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
	for i := range 200 {
		name := fmt.Sprint("name.n", i)
		if err := bus.Declare(events.EventSpec{Name: name}); err != nil {
			t.Fatal(err)
		}
		bus.On(name, func(context.Context, events.Event) error { return errors.New(strings.Repeat("a=", maxErrorText)) })
		_ = bus.Emit(context.Background(), name, nil)
	}
	page := Handler(bus, Options{})
	defer page.Close()
	cost := func(target, accept string) int64 {
		r := httptest.NewRequest("GET", "/admin/events/"+target, nil)
		r.RemoteAddr, r.Host = "127.0.0.1:1", "localhost"
		r.Header.Set("Accept", accept)
		page.observer.steps.Store(0)
		w := httptest.NewRecorder()
		if page.ServeHTTP(w, r); w.Code != 200 {
			t.Fatalf("%s = %d", target, w.Code)
		}
		return page.observer.steps.Load()
	}
	const html, json = "text/html", "application/json"
	text := cost("now?q=nothing", html) // shows the last failure alone
	if text == 0 {
		t.Fatal("no steps are counted")
	}
	for _, tt := range []struct {
		target, accept string
		texts          int64
	}{
		{"health", json, 0},
		{"style.css", html, 0},
		{"map", html, 0},
		{"map", json, 0},
		{"live", html, 0},
		{"live", json, 0},
		{"catalog", html, 0},
		{"catalog?q=n7", json, 11},
		{"now?q=name.n77", html, 2},
		{"now", json, 51},
		{"findings?kind=silent", html, 0},
		{"findings", html, 100},
		{"findings?page=2", json, 100},
		{"findings?q=n77", html, 200},
	} {
		if got := cost(tt.target, tt.accept); got > tt.texts*text {
			t.Errorf("%s as %s takes %d steps, as many as %d texts; it shows %d", tt.target, tt.accept, got, (got+text-1)/text, tt.texts)
		}
	}
}

func BenchmarkRedact(b *testing.B) {
	for _, part := range []string{"a=", "password=hunter2 ", "bearer x ", "://", "plain words "} {
		for _, size := range []int{1 << 10, 4 << 10, 16 << 10} {
			b.Run(fmt.Sprintf("%q/%d", part, size), func(b *testing.B) {
				r, text := newRedactor(nil), strings.Repeat(part, size/len(part))
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					r.redact(text, true)
				}
			})
		}
	}
}
