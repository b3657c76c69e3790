package typed_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// Three versions of the payload of one event; the newest is in use.
type (
	orderV1 struct {
		Customer string `json:"customer"`
	}
	orderV2 struct {
		First string `json:"first"`
		Last  string `json:"last"`
	}
	orderV3 struct {
		Last     string `json:"last"`
		Initials string `json:"initials"`
	}
)

var (
	orderV1Topic = typed.NewTopic[orderV1]("order.placed")
	orderV2Topic = typed.NewTopic[orderV2]("order.placed")
	orderTopic   = typed.NewTopic[orderV3]("order.placed")
)

func init() {
	typed.Upcast(orderV1Topic, orderV2Topic, func(o orderV1) (orderV2, error) {
		first, last, ok := strings.Cut(o.Customer, " ")
		if !ok {
			return orderV2{}, fmt.Errorf("customer %q has no last name", o.Customer)
		}
		return orderV2{first, last}, nil
	})
	typed.Upcast(orderV2Topic, orderTopic, func(o orderV2) (orderV3, error) {
		return orderV3{Last: o.Last, Initials: o.First[:1] + "."}, nil
	})
}

// A plugin that was built with the first version emits; one with the third
// listens.
func ExampleUpcast() {
	b := events.New()
	orderTopic.On(b, func(_ context.Context, o orderV3) error {
		fmt.Println(o.Initials, o.Last)
		return nil
	})
	_ = orderV1Topic.Emit(context.Background(), b, orderV1{"Ada Lovelace"})
	_ = orderV2Topic.Emit(context.Background(), b, orderV2{"Charles", "Babbage"})
	_ = b.Emit(context.Background(), "order.placed", events.Payload{"customer": "Alan Turing"})
	_ = orderTopic.Emit(context.Background(), b, orderV3{"Hopper", "G."})
	// Output:
	// A. Lovelace
	// C. Babbage
	// A. Turing
	// G. Hopper
}

// An audit log has events of every version.
func ExampleTopic_Decode() {
	for _, payload := range []string{
		`{"customer": "Ada Lovelace"}`,
		`{"first": "Charles", "last": "Babbage"}`,
		`{"last": "Hopper", "initials": "G."}`,
		`{"customer": "Plato"}`,
	} {
		o, err := orderTopic.Decode("order.placed", []byte(payload))
		fmt.Println(o.Initials, o.Last, err)
	}
	// Output:
	// A. Lovelace <nil>
	// C. Babbage <nil>
	// G. Hopper <nil>
	//   typed: "order.placed": cannot convert typed_test.orderV1 to the typed_test.orderV2 of "order.placed": customer "Plato" has no last name
}

// A stored payload comes back with all of its digits, and a number that would be rounded
// is an error.
func ExampleTopic_Decode_stored() {
	type reading struct {
		Celsius float32         `json:"celsius"`
		Serial  *big.Int        `json:"serial"`
		Raw     json.RawMessage `json:"raw"`
	}
	topic := typed.NewTopic[reading]("sensor.read")
	b := events.New()
	b.OnAny(func(_ context.Context, e events.Event) error {
		stored, _ := json.Marshal(e.Payload())
		fmt.Printf("%s\n", stored)
		r, err := topic.Decode(e.Name, stored)
		fmt.Println(r.Celsius, r.Serial, string(r.Raw), err)
		return nil
	})
	serial, _ := new(big.Int).SetString("123456789012345678901", 10)
	_ = topic.Emit(context.Background(), b, reading{20.1, serial, json.RawMessage(`[1e400]`)})
	_, err := topic.Decode("sensor.read", []byte(`{"celsius": 16777217, "raw": null}`))
	fmt.Println(err)
	// Output:
	// {"celsius":20.1,"raw":[1e400],"serial":123456789012345678901}
	// 20.1 123456789012345678901 [1e400] <nil>
	// events: payload of "sensor.read": field "celsius": want float32, have number 16777217
}

// An event was renamed: listeners of the new name get what older plugins emit.
func ExampleForward() {
	type signIn struct {
		User string `json:"user"`
	}
	type login struct {
		Username string `json:"username"`
	}
	signInTopic, loginTopic := typed.NewTopic[signIn]("user.sign_in"), typed.NewTopic[login]("user.login")
	b := events.New()
	typed.Forward(b, signInTopic, loginTopic, func(s signIn) (login, error) { return login{s.User}, nil })
	loginTopic.OnEvent(b, func(_ context.Context, e typed.Event[login]) error {
		fmt.Println(e.Name, "from", e.Source, e.Payload.Username)
		return nil
	})
	_ = signInTopic.Emit(context.Background(), b.As("sso"), signIn{"ada"})
	// Output: user.login from sso ada
}
