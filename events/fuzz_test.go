package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
)

// B46, B47: names and namespaces against a slow and obvious reading of the
// grammar, through a bus.
func FuzzName(f *testing.F) {
	for _, seed := range [][2]string{
		{"user.login", "user"},
		{"user.profile.changed", "user.profile"},
		{"users.login", "user"},
		{"user", "user"},
		{"user.", "user"},
		{"a..b", "a."},
		{"ä", "*"},
		{strings.Repeat("a.", 15) + "a", "a.a"},
		{strings.Repeat("a.", 16) + "a", ""},
		{strings.Repeat("a", 255), strings.Repeat("a", 256)},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, name, prefix string) {
		for _, s := range []string{name, prefix} {
			err := events.ValidateName(s)
			if _, bad := errors.AsType[*events.NameError](err); bad == slowlyValid(s) || bad != (err != nil) {
				t.Fatalf("ValidateName(%q): %v", s, err)
			}
		}
		b := events.New()
		want := map[string]int{}
		heard := map[string]int{}
		hears := func(who string, yes bool) events.Handler {
			if yes {
				want[who] = 1
			}
			return func(context.Context, events.Event) error { heard[who]++; return nil }
		}
		valid := slowlyValid(name)
		b.OnAny(hears("any", valid))
		if slowlyValid(prefix) {
			b.OnNamespace(prefix, hears("namespace", valid && slowlyBelow(name, prefix)))
			b.On(prefix, hears("exact", valid && name == prefix))
		}
		err := b.Emit(background, name, nil)
		if _, bad := errors.AsType[*events.NameError](err); bad == valid || bad != (err != nil) {
			t.Errorf("Emit(%q): %v", name, err)
		}
		if !reflect.DeepEqual(heard, want) {
			t.Errorf("Emit(%q) is heard by %v beside listeners of %q, want %v", name, heard, prefix, want)
		}
	})
}

func slowlyValid(name string) bool {
	segments := strings.Split(name, ".")
	for _, s := range segments {
		if s == "" || strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
			return false
		}
		for _, r := range s {
			if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", r) {
				return false
			}
		}
	}
	return len(name) <= 255 && len(segments) <= 16
}

// slowlyBelow compares segment by segment.
func slowlyBelow(name, prefix string) bool {
	n, p := strings.Split(name, "."), strings.Split(prefix, ".")
	return len(n) > len(p) && reflect.DeepEqual(n[:len(p)], p)
}

// Field converts what came out of JSON as encoding/json itself would, wherever
// the rules agree: where Field gives a value, json gives the same one, and
// what json refuses, Field refuses.
func FuzzField(f *testing.F) {
	for _, seed := range []string{
		"null", "true", "0", "-1", "3.0", "3.5", "255", "256", "1e3", "1e400", "9007199254740993", "18446744073709551615",
		`"x"`, `"aGk="`, `"aGk"`, `"2026-07-01T12:00:00Z"`, `"192.0.2.1"`, "[]", "[1,2]", `["a",null]`, `{"a":1}`, `{"n":1,"s":"x"}`, `{"N":1}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var v any
		if json.Unmarshal([]byte(text), &v) != nil {
			t.Skip("no JSON")
		}
		b := events.New()
		b.On("a", func(_ context.Context, e events.Event) error {
			agree[bool](t, e, text)
			agree[string](t, e, text)
			agree[int](t, e, text)
			agree[int8](t, e, text)
			agree[uint64](t, e, text)
			agree[float64](t, e, text)
			agree[float32](t, e, text)
			agree[[]int16](t, e, text)
			agree[[]string](t, e, text)
			agree[[]byte](t, e, text)
			agree[map[string]uint8](t, e, text)
			agree[*int](t, e, text)
			agree[any](t, e, text)
			return nil
		})
		mustEmit(t, b, "a", events.Payload{"v": v})
	})
}

func agree[T any](t *testing.T, e events.Event, text string) {
	t.Helper()
	got, err := events.Field[T](e, "v")
	var want T
	refused := json.Unmarshal([]byte(text), &want)
	if _, ok := errors.AsType[*events.PayloadError](err); err != nil && !ok {
		t.Errorf("Field[%T] of %s: %v is not a *PayloadError", want, text, err)
	}
	switch {
	case err != nil: // stricter: no null for what can't be nil, no rounding, no base64 with line ends
	case refused != nil && wholeInFloat(text): // 1e3, 3.0 and -0 are whole, though json wants digits alone
	case refused != nil:
		t.Errorf("Field[%T] of %s gives %v; json: %v", want, text, got, refused)
	case !reflect.DeepEqual(got, want) && !wholeInFloat(text):
		t.Errorf("Field[%T] of %s gives %#v, json %#v", want, text, got, want)
	}
}

// wholeInFloat reports whether there is a number in text that json reads as
// another one when it goes through any, that is through float64.
func wholeInFloat(text string) bool {
	return strings.ContainsAny(text, "eE.") || strings.Contains(text, "-0") || longDigits(text)
}

func longDigits(text string) bool {
	run := 0
	for _, r := range text {
		if run++; r < '0' || r > '9' {
			run = 0
		}
		if run > int(math.Log10(1<<53)) {
			return true
		}
	}
	return false
}
