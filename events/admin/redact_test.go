package admin_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// everything returns all that the page says about an event: each view as HTML and
// JSON, health, and the stream.
func everything(t testing.TB, page *admin.Page, emit func()) string {
	t.Helper()
	get(t, page, "live")
	c := open(t, page, "")
	soon()
	emit()
	soon()
	c.drop()
	var out strings.Builder
	out.WriteString(c.got.String())
	for _, view := range append(views, "health") {
		out.WriteString(get(t, page, view))
		out.WriteString(get(t, page, view+".json"))
	}
	return out.String()
}

type (
	account struct {
		Name     string
		Password string
		Login    struct {
			PIN   int `json:"code"`
			Other string
			Field string `json:"api_key"`
		}
		hidden string
	}
	// SessionToken is a secret by its type.
	SessionToken string
)

// planted is a payload with 40 secrets, each a different word.
func planted() (p events.Payload, secrets []string) {
	secret := func() string {
		secrets = append(secrets, fmt.Sprintf("planted%dsecret", len(secrets)))
		return secrets[len(secrets)-1]
	}
	p = events.Payload{"visible": "in plain sight"}
	for _, name := range []string{
		"password", "Password", "PASSWD", "user_password", "passwordHash", "new-password", "token", "access_token", "idToken", "secret", "clientSecret",
		"authorization", "Authorization", "cookie", "Set-Cookie", "key", "api_key", "apiKey", "apikey", "APIKey", "session", "sessionID", "session.id",
		"credential", "credentials", "otp", "userOTP", "pin", "PIN", "card_pin", "pwd", "passphrase", "private_key", "jwt", "csrf", "x_auth", "salt",
	} {
		p[name] = secret()
	}
	a := account{Name: "ada", Password: secret(), hidden: secret()}
	a.Login.Other, a.Login.Field = "other", secret()
	p["account"], p["pointer"] = a, &a
	p["nested"] = map[string]any{"deep": map[string]string{"token": secret()}, "list": []any{map[string]any{"pin": secret()}}}
	p["typed"] = SessionToken(secret())
	p["list"] = []SessionToken{SessionToken(secret())}
	p["bytes"] = []byte(secret())
	p["header"] = map[string][]string{"Authorization": {"Bearer " + secret()}, "Accept": {"text/html"}}
	p["text"] = "password=" + secret() + "; url https://ada:" + secret() + "@example.org/ Authorization: Bearer " + secret()
	p["error"] = errors.New(secret()) // its text is its own business
	return p, secrets
}

// B57: planted secrets appear nowhere, whether values are shown or not.
func TestSecretsOccurNowhere(t *testing.T) {
	for _, shown := range []bool{false, true} {
		bubble(t, admin.Options{Payloads: shown}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
			payload, secrets := planted()
			bus.On("user.planted", func(_ context.Context, e events.Event) error {
				return fmt.Errorf("cannot sign in: password=%s, token: %q", e.Payload()["password"], e.Payload()["token"])
			})
			bus.On("user.planted", func(_ context.Context, e events.Event) error {
				panic(fmt.Sprintf(`{"api_key":"%s"}`, e.Payload()["api_key"]))
			})
			bus.On("user.planted", func(_ context.Context, e events.Event) error {
				_, err := events.Field[time.Time](e, "otp") // quotes what it can't read
				return err
			})
			text := everything(t, page, func() { check(t, bus.Emit(context.Background(), "user.planted", payload)) })
			for _, s := range secrets {
				if i := strings.Index(text, s); i >= 0 {
					t.Errorf("payloads %v: a secret is shown: …%s", shown, text[max(0, i-80):i+len(s)])
				}
			}
			if got := strings.Contains(text, "in plain sight"); got != shown {
				t.Errorf("payloads %v: other values are shown: %v", shown, got)
			}
			has(t, text, "visible", "cannot sign in")
		})
	}
}

func TestHideAddsToTheNames(t *testing.T) {
	bubble(t, admin.Options{Payloads: true, Hide: []string{"Medical"}}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		text := everything(t, page, func() {
			bus.On("user.seen", func(context.Context, events.Event) error { return errors.New("no medical=planted one") })
			check(t, bus.Emit(context.Background(), "user.seen", events.Payload{"medical_record": "planted one", "in": map[string]any{"preMedical": "planted two"}, "shown": "not planted"}))
		})
		if strings.Contains(text, "planted one") || strings.Contains(text, "planted two") || !strings.Contains(text, "not planted") {
			t.Errorf("Hide hides too little or too much:\n%s", text)
		}
	})
}

// A name is secret because of its words, not because of letters that
// happen to be in it.
func TestOrdinaryNamesAreShown(t *testing.T) {
	bubble(t, admin.Options{Payloads: true}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		p := events.Payload{}
		for _, name := range []string{"monkey", "keyboard", "spinning", "author", "user_id", "compass", "hashtag", "pinned", "description", "saltwater", "passenger"} {
			p[name] = "value of " + name
		}
		text := everything(t, page, func() { check(t, bus.Emit(context.Background(), "user.seen", p)) })
		for name := range p {
			has(t, text, "value of "+name)
		}
	})
}

type (
	panics struct{ Field int }
	blocks struct{ Field int }
	circle struct{ Next *circle }
)

func (panics) String() string               { panic("String") }
func (panics) Error() string                { panic("Error") }
func (panics) GoString() string             { panic("GoString") }
func (panics) MarshalJSON() ([]byte, error) { panic("MarshalJSON") }
func (panics) MarshalText() ([]byte, error) { panic("MarshalText") }
func (blocks) String() string               { select {} }
func (blocks) Error() string                { select {} }
func (blocks) MarshalJSON() ([]byte, error) { select {} }
func (blocks) MarshalText() ([]byte, error) { select {} }
func (blocks) Format(fmt.State, rune)       { select {} }

// B57: no value can break the page or fill it.
func TestValuesCannotBreakThePage(t *testing.T) {
	round := &circle{}
	round.Next = round
	self := map[string]any{}
	self["self"] = self
	list := make([]any, 1)
	list[0] = list
	deep := any("end")
	for range 10_000 {
		deep = []any{deep}
	}
	for name, v := range map[string]any{
		"panics": panics{1}, "panics_pointer": &panics{1}, "nil_pointer": (*panics)(nil), "blocks": blocks{1}, "blocks_pointer": &blocks{1},
		"circle": round, "map_circle": self, "list_circle": list, "deep": deep, "nil": nil, "nan": math.NaN(), "inf": math.Inf(-1),
		"nan_keys": map[float64]int{math.NaN(): 1, math.NaN(): 2}, "struct_keys": map[panics]int{{1}: 1}, "any_keys": map[any]any{panics{2}: 1, "b": 2, 3: 3},
		"channel": make(chan int), "function": func() {}, "complex": complex(1, 2), "huge": strings.Repeat("é", 1<<20), "many": make([]int, 1<<20),
		"invalid": "\xff\xfe\x00\x1b[31m", "markup": "<script>alert(1)</script>", "frame": "a\n\ndata: planted\r\rid: 7\n\n", "separators": "\u2028\u2029",
		"array": [3]bool{true}, "time": time.Unix(0, 0), "address": netip.MustParseAddr("::1"), "zero_address": netip.Addr{}, "anonymous": struct{ A, b any }{1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			for _, shown := range []bool{false, true} {
				bubble(t, admin.Options{Payloads: shown}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
					text := everything(t, page, func() {
						check(t, bus.Emit(context.Background(), "value.sent", events.Payload{"field": v, "after": "it"}))
					})
					has(t, text, "value.sent", "after")
					if strings.Contains(text, "<script>alert") || strings.Contains(text, "\ndata: planted") {
						t.Error("a value is taken for more than text")
					}
					for _, e := range read[admin.Live](t, page, "live.json").Events {
						size := 0
						for _, v := range e.Payload {
							size += len(v.Text)
						}
						if size > 4<<10+64 {
							t.Errorf("%d bytes of values are shown", size)
						}
					}
				})
			}
		})
	}
}

// B57: an error whose Error method panics is shown by its type.
func TestErrorsCannotBreakTheLiveView(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		bus.On("error.sent", func(context.Context, events.Event) error { return panics{} })
		bus.On("error.sent", func(context.Context, events.Event) error { panic(panics{}) })
		bus.On("error.sent", func(context.Context, events.Event) error { return (*events.PanicError)(nil) })
		text := everything(t, page, func() { emit(t, bus, "error.sent") })
		has(t, text, "admin_test.panics (its Error method panics)", "events.PanicError (its Error method panics)")
	})
}

// Values are shown as a reader expects them, and values without a useful text by
// their type.
func TestValuesAreShown(t *testing.T) {
	type point struct{ X, Y int }
	number, huge := big.NewInt(42), new(big.Int).Lsh(big.NewInt(1), 5000)
	want := map[string]string{}
	payload := events.Payload{}
	for i, v := range []struct {
		value any
		text  string
	}{
		{true, "true"},
		{int8(-3), "-3"},
		{uint64(math.MaxUint64), "18446744073709551615"},
		{1.5, "1.5"},
		{float32(0.1), "0.1"},
		{complex(1, -2), "(1-2i)"},
		{"a \"word\"", `"a \"word\""`},
		{nil, "nil"},
		{[]int(nil), "nil"},
		{map[string]int(nil), "nil"},
		{(*point)(nil), "nil"},
		{error(nil), "nil"},
		{point{1, 2}, "{X: 1, Y: 2}"},
		{&point{1, 2}, "{X: 1, Y: 2}"},
		{[]point{{3, 4}}, "[{X: 3, Y: 4}]"},
		{map[string]int{"b": 2, "a": 1}, `{"a": 1, "b": 2}`},
		{[]byte("four"), "4 bytes"},
		{[16]byte{}, "16 bytes"},
		{make([]int, 60), strings.Repeat("0, ", 49) + "0, and 10 more"},
		{time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), "2026-01-02T03:04:05.000000006Z"},
		{1500 * time.Millisecond, "1.5s"},
		{netip.MustParseAddrPort("[::1]:80"), "[::1]:80"},
		{netip.MustParsePrefix("10.0.0.0/8"), "10.0.0.0/8"},
		{net.IPv4(1, 2, 3, 4), "1.2.3.4"},
		{number, "42"},
		{huge, "an integer of 5001 bits"},
		{(*big.Int)(nil), "<nil>"},
		{make(chan int), "a chan int"},
		{func() {}, "a func()"},
	} {
		name := fmt.Sprintf("field%02d", i)
		payload[name], want[name] = v.value, v.text
	}
	bubble(t, admin.Options{Payloads: true}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		get(t, page, "live")
		soon()
		check(t, bus.Emit(context.Background(), "values.sent", payload))
		soon()
		for _, v := range read[admin.Live](t, page, "live.json").Events[0].Payload {
			if got := strings.Trim(v.Text, "[]"); got != strings.Trim(want[v.Name], "[]") {
				t.Errorf("%s (%s) is shown as %s, want %s", v.Name, v.Type, v.Text, want[v.Name])
			}
		}
	})
}
