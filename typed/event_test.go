package typed_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// plainTags is a struct whose tags mean more to encoding/json than to a topic.
type plainTags struct {
	ID    int64     `json:"id,omitempty"`
	Text  int       `json:"text,string"`
	Note  *string   `json:"note"`
	At    time.Time `json:"at"`
	Bare  []byte
	inner int
}

// A typed event marshals as the untyped form of the same emit does, byte for
// byte: with what is optional left out, and whatever the options of the tags.
func TestEventMarshalsAsUntyped(t *testing.T) {
	topic := typed.NewTopic[plainTags]("event.json")
	for _, p := range []plainTags{{}, {ID: 1, Text: 2, Note: new("n"), At: time.Unix(7, 0).UTC(), Bare: []byte("hi"), inner: 3}} {
		b := events.New()
		var untyped, full []byte
		b.On(topic.Name(), func(_ context.Context, e events.Event) (err error) { untyped, err = json.Marshal(e); return err })
		topic.OnEvent(b, func(_ context.Context, e typed.Event[plainTags]) (err error) {
			full, err = json.Marshal(&e)
			return err
		})
		must(t, topic.EmitWait(ctx, b.As("me"), p))
		if string(untyped) != string(full) || !strings.Contains(string(full), `"source":"me"`) || strings.Contains(string(full), `"note":null`) {
			t.Errorf("marshals to\n%s\nand untyped to\n%s", full, untyped)
		}
	}
}

func TestEventComesBackFromJSON(t *testing.T) {
	e := typed.Event[login]{Name: "user.login", Source: "auth", Time: time.Unix(7, 5).UTC(), Payload: login{UserID: 1<<53 + 1, Name: "ada"}}
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var back typed.Event[login]
	if err := json.Unmarshal(raw, &back); err != nil || back != e {
		t.Errorf("%s came back as %+v, %v", raw, back, err)
	}
	var untyped events.Event
	if err := json.Unmarshal(raw, &untyped); err != nil {
		t.Fatal(err)
	}
	if id, err := events.Field[int64](untyped, "user_id"); err != nil || id != e.Payload.UserID {
		t.Errorf("untyped it is %v, %v", untyped, err)
	}
}

// A payload that no topic could have still marshals.
func TestEventOfNoStructMarshals(t *testing.T) {
	raw, err := json.Marshal(typed.Event[int]{Payload: 7})
	if err != nil || !strings.HasSuffix(string(raw), `"payload":7}`) {
		t.Errorf("%s, %v", raw, err)
	}
}

// The JSON of an UpcastError has the text of the error that it wraps.
func TestUpcastErrorMarshalsAsText(t *testing.T) {
	err := &typed.UpcastError{From: "a", To: "b", Err: errors.New("no name")}
	raw, e := json.Marshal(err)
	if text, _ := json.Marshal(err.Error()); e != nil || string(raw) != string(text) || !strings.Contains(string(raw), "no name") {
		t.Errorf("marshals to %s, %v", raw, e)
	}
}
