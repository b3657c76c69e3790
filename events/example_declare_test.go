package events_test

import (
	"context"
	"fmt"

	"github.com/fastpluggy/eventbus/events"
)

func ExampleBus_Declare() {
	b := events.New()
	err := b.As("auth").Declare(events.EventSpec{
		Name: "user.login", Description: "Fired after a user has signed in.", Payload: events.Schema{"user_id": "int64"},
	})
	fmt.Println(err)

	// Another plugin means something else by the name.
	fmt.Println(b.As("sso").Declare(events.EventSpec{Name: "user.login", Payload: events.Schema{"user_id": "string"}}))
	// Output:
	// <nil>
	// events: "user.login" is declared by "sso" with another payload than by "auth": rename one of them, or give both the same fields and types
}

func ExampleBus_Catalog() {
	b := events.New()
	_ = b.As("auth").Declare(events.EventSpec{Name: "user.login", Payload: events.Schema{"user_id": "int64", "at": "datetime"}})
	_ = b.Emit(context.Background(), "user.login", events.Payload{"user_id": 7, "at": "2026-01-02T15:04:05Z"})
	for _, d := range b.Catalog() {
		fmt.Println(d.Name, "of", d.Owner, d.Fields, "emitted", d.Emits)
	}
	// Output: user.login of auth [{at time.Time } {user_id int64 }] emitted 1
}

func ExampleBus_Explain() {
	b := events.New()
	_ = b.Declare(events.EventSpec{Name: "user.login"})
	fmt.Print(b.Explain("user.logn"))
	// Output: no listener for user.logn; did you mean user.login?
}
