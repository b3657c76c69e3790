package host_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events/host"
)

// The JSON of a PluginError has the text of the error that it wraps.
func TestPluginErrorMarshalsAsText(t *testing.T) {
	err := &host.PluginError{Plugin: "mail", Stage: host.StageInit, Err: errors.New("no server")}
	raw, e := json.Marshal([]error{err})
	if text, _ := json.Marshal(err.Error()); e != nil || string(raw) != "["+string(text)+"]" || !strings.Contains(string(raw), "no server") {
		t.Errorf("marshals to %s, %v", raw, e)
	}
}
