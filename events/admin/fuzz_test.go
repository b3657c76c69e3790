package admin_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// Whatever a payload or an error says, a stream has one message per event, and the
// views keep their structure.
func FuzzFraming(f *testing.F) {
	f.Add("field", "value", "error", "source")
	f.Add("a\nb", "c\r\n\r\ndata: x\n\n", "\n\nevent: skipped\n\n", "\u2028")
	f.Add("\xff", "\x00</script><script>", "'\"`{{.}}", "\r")
	f.Fuzz(func(t *testing.T, field, value, message, source string) {
		synctest.Test(t, func(t *testing.T) {
			bus := muted()
			page := admin.Handler(bus, admin.Options{Payloads: true})
			bus.On("fuzz", func(context.Context, events.Event) error { return errors.New(message) })
			c := open(t, page, "")
			soon()
			check(t, bus.Emit(context.Background(), "fuzz", events.Payload{field: value}, events.From(source)))
			check(t, bus.Emit(context.Background(), "last", nil))
			soon()
			got := c.messages()
			if len(got) != 2 || got[0]["id"] != "1" || got[1]["id"] != "2" || got[0]["event"]+got[1]["event"] != "" {
				t.Errorf("messages: %q", got)
			} else {
				var e admin.Entry
				check(t, json.Unmarshal([]byte(got[0]["data"]), &e))
				if e.Name != "fuzz" || len(e.Failures) != 1 || len(e.Payload) != 1 {
					t.Errorf("the event is %+v", e)
				}
			}
			for _, view := range views {
				w := serve(page, request("GET", "/admin/events/"+view))
				if w.Code != http.StatusOK || strings.Count(w.Body.String(), "<script") != 1 {
					t.Errorf("%s = %d:\n%s", view, w.Code, w.Body)
				}
			}
			c.drop()
			page.Close()
			check(t, bus.Close(context.Background()))
		})
	})
}

// A secret under a secret name appears nowhere, whatever text is
// around it.
func FuzzRedaction(f *testing.F) {
	f.Add("old", "2", "text ", byte(0))
	f.Add("", "_v2", "a=b; ", byte(1))
	f.Add("X-", "", "\"", byte(2))
	names := []string{"password", "Token", "SECRET", "credential", "Authorization", "cookie", "session", "passwd"}
	const secret = "Zq7planted7qZ"
	f.Fuzz(func(t *testing.T, before, after, around string, which byte) {
		name := before + names[int(which)%len(names)] + after
		if strings.Contains(name+around, secret) || len(name) > 1000 {
			t.Skip()
		}
		synctest.Test(t, func(t *testing.T) {
			bus := muted()
			page := admin.Handler(bus, admin.Options{Payloads: true})
			text := everything(t, page, func() {
				check(t, bus.Emit(context.Background(), "fuzz", events.Payload{
					name: around + secret, "map": map[string]any{name: []string{secret + around}}, "text": names[int(which)%len(names)] + "=" + secret + " " + around,
				}))
			})
			if strings.Contains(text, secret) {
				t.Errorf("the secret of %q is shown", name)
			}
			page.Close()
			check(t, bus.Close(context.Background()))
		})
	})
}
