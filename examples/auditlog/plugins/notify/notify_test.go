package notify_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/notify"
)

func TestNotifyGreetsWhoSignsIn(t *testing.T) {
	for _, tt := range []struct {
		payload events.Payload
		mail    string // its address; "" for none
		field   string // that is reported; "" for none
		problem string // in the error; "" for none
	}{
		{events.Payload{"user_id": int64(7), "username": "ada"}, "ada@example.org", "", ""},
		{events.Payload{"user_id": 7.0, "username": "ada", "more": 1}, "ada@example.org", "", ""},
		{events.Payload{"user_id": int64(8), "username": "grace"}, "", "", "no address is known for grace (user 8)"},
		{events.Payload{"user_id": int64(7)}, "", "username", "username"},
		{events.Payload{"user_id": "seven", "username": "ada"}, "", "user_id", "user_id"},
		{nil, "", "user_id", "user_id"},
	} {
		var log bytes.Buffer
		var mail events.Payload
		bus := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
		bus.On("mail.sent", func(_ context.Context, e events.Event) error { mail = e.Payload(); return nil })
		plugged := host.New(bus, host.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		if err := plugged.Load(t.Context(), notify.New()); err != nil {
			t.Fatal(err)
		}
		err := bus.EmitWait(t.Context(), "user.login", tt.payload)
		if err := errors.Join(plugged.Close(t.Context()), bus.Close(t.Context())); err != nil {
			t.Error(err)
		}
		fault, _ := errors.AsType[*events.PayloadError](err)
		if (fault != nil) != (tt.field != "") || fault != nil && fault.Field != tt.field {
			t.Errorf("payload %v: %v, want a fault of the field %q", tt.payload, err, tt.field)
		}
		if (err != nil) != (tt.problem != "") || err != nil && !strings.Contains(err.Error(), tt.problem) {
			t.Errorf("payload %v: %v, want an error with %q", tt.payload, err, tt.problem)
		}
		if mail["to"] != any(tt.mail) && (tt.mail != "" || mail != nil) {
			t.Errorf("payload %v: a mail to %v, want one to %q", tt.payload, mail["to"], tt.mail)
		}
		if logged := strings.Contains(log.String(), "greeting sent"); logged != (tt.mail != "") || !strings.Contains(log.String(), tt.mail) {
			t.Errorf("payload %v: the log is %q, want %q", tt.payload, log.String(), tt.mail)
		}
	}
}
