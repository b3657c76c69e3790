package eventname_test

import (
	"go/token"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/internal/eventname"
)

func TestGoName(t *testing.T) {
	for _, tt := range []struct{ name, want, reason string }{
		{"user.login", "UserLogin", "segments become words"},
		{"user_id", "UserID", "a whole word of the table is written in capitals"},
		{"userId", "UserID", "a capital begins a word"},
		{"userID", "UserID", "capitals stay together"},
		{"ip", "IP", "alone too"},
		{"user_ids", "UserIDs", "its plural is in the table"},
		{"avatar.urls", "AvatarURLs", "its plural is in the table"},
		{"idle", "Idle", "a word that begins like one of the table is another"},
		{"http2_ready", "Http2Ready", "so is one with a digit"},
		{"utf8", "UTF8", "unless the table has the digit"},
		{"user.2fa", "User2fa", "digits may stand inside"},
		{"user-agent", "UserAgent", "a dash divides words"},
		{"HTTPServer.up", "HTTPServerUp", "capitals are kept"},
		{"fp.app_ready", "FpAppReady", "both separators in one name"},
		{"a__b", "AB", "separators in a row count once"},
	} {
		if got, ok := eventname.GoName(tt.name); got != tt.want || !ok {
			t.Errorf("GoName(%q) = %q, %v, want %q: %s", tt.name, got, ok, tt.want, tt.reason)
		}
	}
}

func TestGoNameRefuses(t *testing.T) {
	for _, name := range []string{"", "_", "-.-", "2fa", "9", "größe"} {
		if got, ok := eventname.GoName(name); ok {
			t.Errorf("GoName(%q) = %q, want none", name, got)
		}
	}
}

// TestInitialismsAreFrozen fails when a word joins or leaves the table: that
// would rename what users' code calls.
func TestInitialismsAreFrozen(t *testing.T) {
	const table = "ACL API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IDs IP JSON QPS RAM RPC SLA SMTP SQL SSH " +
		"TCP TLS TTL UDP UI UID URI URL URLs UTF8 UUID VM XML XMPP XSRF XSS"
	for word := range strings.FieldsSeq(table) {
		if got, _ := eventname.GoName("x_" + strings.ToLower(word)); got != "X"+word {
			t.Errorf("GoName(%q) = %q, want %q", "x_"+strings.ToLower(word), got, "X"+word)
		}
	}
	for _, word := range []string{"db", "os", "io", "jwt", "oauth", "sms", "mac", "lan", "ids2"} {
		if got, _ := eventname.GoName("x_" + word); got != "X"+strings.ToUpper(word[:1])+word[1:] {
			t.Errorf("GoName(%q) = %q: the table has grown", "x_"+word, got)
		}
	}
}

// FuzzGoName holds that a name is made of the letters and digits that were there.
func FuzzGoName(f *testing.F) {
	for _, name := range []string{"user.login", "user_id", "userIDs", "2fa", "-", "a.B_c-9", "000.Š"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got, ok := eventname.GoName(name)
		if ok && (!token.IsIdentifier(got) || !token.IsExported(got)) {
			t.Errorf("GoName(%q) = %q, which is not an exported identifier", name, got)
		}
		letters := strings.NewReplacer(".", "", "_", "", "-", "").Replace(name)
		if !strings.EqualFold(got, letters) {
			t.Errorf("GoName(%q) = %q: other letters than %q", name, got, letters)
		}
	})
}
