package events_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
	"github.com/google/go-cmp/cmp"
)

// signedIn declares a field of each sort.
var signedIn = events.EventSpec{Name: "user.login", Payload: events.Schema{
	"user_id": "int64", "username": "string", "at": "*time.Time", "tags": "*[]string", "extra": "*any", "addr": "*net/netip.Addr",
}}

// held returns a bus on which signedIn is declared, and what its error handler
// is told.
func held(t *testing.T, m events.ContractMode) (*events.Bus, *failures) {
	t.Helper()
	f := &failures{}
	b := events.New(events.WithErrorHandler(f.handle), events.WithContracts(m))
	mustDeclare(t, b.As("auth"), signedIn)
	return b, f
}

// told returns what the error handler was told, as "field: want, have".
func (f *failures) told(t *testing.T) (all []string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.all {
		c, ok := errors.AsType[*events.ContractError](one.err)
		if !ok {
			t.Errorf("the error handler was told %T %v", one.err, one.err)
			continue
		}
		all = append(all, fmt.Sprintf("%s: %s, %s", c.Field, c.Want, c.Have))
	}
	return all
}

// B45, B74: an untyped emit of a declared name is held against the
// declaration, by the rules of conversion, and delivered all the same.
func TestB45_EmitsAreHeldAgainstTheDeclaration(t *testing.T) {
	var addr netip.Addr
	for _, tt := range []struct {
		name string
		p    events.Payload
		want []string
	}{
		{"the very types", events.Payload{"user_id": int64(1), "username": "ada"}, nil},
		{"all fields", events.Payload{
			"user_id": int64(1), "username": "ada", "at": time.Now(), "tags": []string{"x"}, "extra": 1, "addr": addr,
		}, nil},
		{"a number without loss", events.Payload{"user_id": 3.0, "username": "ada"}, nil},
		{"a number that doesn't fit", events.Payload{"user_id": 3.5, "username": "ada"}, []string{"user_id: int64, float64 3.5"}},
		{"missing", events.Payload{"user_id": 1}, []string{"username: string, nothing"}},
		{"nil payload", nil, []string{"user_id: int64, nothing", "username: string, nothing"}},
		{"nil for a required field", events.Payload{"user_id": nil, "username": "ada"}, []string{"user_id: int64, nil"}},
		{"nil for optional fields", events.Payload{"user_id": 1, "username": "ada", "at": nil, "tags": nil, "extra": nil, "addr": nil}, nil},
		{"pointers for optional fields", events.Payload{
			"user_id": 1, "username": "ada", "at": new(time.Now()), "tags": &[]string{}, "addr": &addr,
		}, nil},
		{"a pointer for a required field", events.Payload{"user_id": new(int64(1)), "username": "ada"}, []string{"user_id: int64, *int64"}},
		{"text of a time", events.Payload{"user_id": 1, "username": "ada", "at": "2026-01-02T15:04:05Z"}, nil},
		{"text of no time", events.Payload{"user_id": 1, "username": "ada", "at": 5}, []string{"at: time.Time, int"}},
		{"inside a list", events.Payload{"user_id": 1, "username": "ada", "tags": []any{"a", 2}}, []string{"tags[1]: string, int"}},
		{"another type and a field too many", events.Payload{"user_id": "7", "username": "ada", "usrname": 1}, []string{
			"user_id: int64, string", "usrname: nothing, int",
		}},
		{"a named type by its text", events.Payload{"user_id": 1, "username": "ada", "addr": "::1"}, nil},
		{"a named type that is another", events.Payload{"user_id": 1, "username": "ada", "addr": netip.Prefix{}}, []string{
			"addr: net/netip.Addr, net/netip.Prefix",
		}},
		{"what is not data for a named type", events.Payload{"user_id": 1, "username": "ada", "addr": func() {}}, []string{"addr: net/netip.Addr, func()"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, told := held(t, events.Report)
			var heard []events.Payload
			b.On("user.login", func(_ context.Context, e events.Event) error { heard = append(heard, e.Payload()); return nil })
			if err := b.EmitWait(background, "user.login", tt.p); err != nil {
				t.Errorf("the emitter was told: %v", err)
			}
			if diff := cmp.Diff(tt.want, told.told(t)); diff != "" {
				t.Errorf("the error handler was told (-want +got):\n%s", diff)
			}
			if len(heard) != 1 {
				t.Errorf("the event was heard %d times, want once", len(heard))
			}
		})
	}
}

// B49: nil is not a value of a type that this program does not know, either.
func TestNilForARequiredNamedTypeIsRefused(t *testing.T) {
	b := events.New(events.WithContracts(events.Enforce))
	mustDeclare(t, b, events.EventSpec{Name: "host.seen", Payload: events.Schema{"ip": "net/netip.Addr"}})
	err := b.Emit(background, "host.seen", events.Payload{"ip": nil})
	if c, ok := errors.AsType[*events.ContractError](err); !ok || c.Field != "ip" || c.Have != "nil" {
		t.Errorf("%v, want a *ContractError for ip", err)
	}
}

// Grump is a type whose own code panics.
type Grump string

func (*Grump) UnmarshalText([]byte) error { panic("boom") }

// B20: the code of a declared type that panics hurts no emitter and no listener
// that doesn't ask for it.
func TestTypeThatPanicsDoesNotReachTheEmitter(t *testing.T) {
	topic := typed.NewTopic[struct {
		Mood Grump `json:"mood"`
	}]("a.mood")
	for mode, heard := range map[events.ContractMode]int{events.Report: 1, events.Enforce: 0} {
		f := &failures{}
		b := events.New(events.WithErrorHandler(f.handle), events.WithContracts(mode))
		mustDeclare(t, b, topic.Spec())
		n := 0
		b.On("a.mood", func(context.Context, events.Event) error { n++; return nil })
		err := b.Emit(background, "a.mood", events.Payload{"mood": "bad"})
		if (err != nil) != (mode == events.Enforce) || n != heard {
			t.Errorf("%v: %v; heard %d times, want %d", mode, err, n, heard)
		}
		if told := f.told(t); len(told) != 1 || !strings.Contains(told[0], "boom") {
			t.Errorf("%v: the error handler was told %q", mode, told)
		}
	}
}
