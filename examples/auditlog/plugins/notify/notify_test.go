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

func TestNotifyLogsALogin(t *testing.T) {
	for _, tt := range []struct {
		payload events.Payload
		log     string // part of the line; "" for none
		field   string // that is reported; "" for none
	}{
		{events.Payload{"user_id": int64(7), "username": "ada"}, "user_id=7 username=ada", ""},
		{events.Payload{"user_id": 7.0, "username": "ada", "more": 1}, "user_id=7 username=ada", ""},
		{events.Payload{"user_id": int64(7)}, "", "username"},
		{events.Payload{"user_id": "seven", "username": "ada"}, "", "user_id"},
		{nil, "", "user_id"},
	} {
		var log bytes.Buffer
		bus := events.New(events.WithErrorHandler(func(context.Context, events.Event, events.ListenerInfo, error) {}))
		plugged := host.New(bus, host.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		if err := plugged.Load(t.Context(), notify.New()); err != nil {
			t.Fatal(err)
		}
		err := bus.EmitWait(t.Context(), "user.login", tt.payload)
		if err := errors.Join(plugged.Close(t.Context()), bus.Close(t.Context())); err != nil {
			t.Error(err)
		}
		fault, _ := errors.AsType[*events.PayloadError](err)
		if (err != nil) != (tt.field != "") || err != nil && (fault == nil || fault.Field != tt.field) {
			t.Errorf("payload %v: %v, want a fault of the field %q", tt.payload, err, tt.field)
		}
		if logged := strings.Contains(log.String(), "user signed in"); logged != (tt.log != "") || !strings.Contains(log.String(), tt.log) {
			t.Errorf("payload %v: the log is %q, want %q", tt.payload, log.String(), tt.log)
		}
	}
}
