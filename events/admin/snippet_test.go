package admin_test

import (
	"go/format"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// The snippets of the catalog are formatted Go and name the fields of the event.
func TestSnippetsAreGo(t *testing.T) {
	bus := events.New()
	check(t, bus.As("plugin").Declare(
		events.EventSpec{Name: "user.login", Payload: events.Schema{"user_id": "int64", "ip": "net/netip.Addr", "tags": "[]string", "type": "string", "err": "*bool", "url": "map[string]any", "at": "time.Time"}},
		events.EventSpec{Name: "user.logout"},
		events.EventSpec{Name: "2fa.used", GoName: "TwoFactorUsed", Payload: events.Schema{"code_id": "uint8"}},
	))
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	for _, e := range read[admin.Catalog](t, page, "catalog.json").Events {
		listens, calls, _ := strings.Cut(e.Typed, "// after go generate:\n")
		for what, code := range map[string]string{
			"typed": "package p\n\n" + strings.TrimSpace(listens) + "\n\nfunc f() {\n" + indent(calls) + "\n}\n", "untyped": "package p\n\nfunc f() {\n" + indent(e.Untyped) + "\n}\n",
		} {
			formatted, err := format.Source([]byte(code))
			if err != nil || string(formatted) != code {
				t.Errorf("%s, %s: %v\n%s\nformatted:\n%s", e.Name, what, err, code, formatted)
			}
		}
		for _, f := range e.Fields {
			has(t, e.Typed, `"`+f.Name+`":`)
			has(t, e.Untyped, `(e, "`+f.Name+`")`)
		}
	}
	text := get(t, page, "catalog")
	has(t, text, "UserLoginTopic.On(bus, func(ctx context.Context, p UserLogin) error {", "TwoFactorUsedTopic.On", "ip, err := events.Field[netip.Addr](e, &#34;ip&#34;)", "userID, err :=")
}

func indent(code string) string { return "\t" + strings.ReplaceAll(code, "\n", "\n\t") }

func TestCatalogShowsExpectations(t *testing.T) {
	bus := town(t)
	trouble(t, bus)
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	c := read[admin.Catalog](t, page, "catalog.json")
	if len(c.Missing) != 1 || c.Missing[0].Name != "order.payed" || c.Missing[0].Owner != "greeter" {
		t.Errorf("missing: %+v", c.Missing)
	}
	for _, e := range c.Events {
		if e.Name == "user.login" && (len(e.Expected) != 1 || len(e.Expected[0].Fields) != 2) {
			t.Errorf("expected: %+v", e.Expected)
		}
	}
	has(t, get(t, page, "catalog"), "Expected but not declared", "usrname")
}
