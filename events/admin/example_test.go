package admin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

func ExampleHandler() {
	bus := events.New()
	bus.As("greeter").On("user.login", func(context.Context, events.Event) error { return nil }, events.Label("greet"))

	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	mux := http.NewServeMux()
	mux.Handle("/admin/events/", page)
	server := httptest.NewServer(mux) // on 127.0.0.1, as the page wants it by default
	defer server.Close()

	res, err := http.Get(server.URL + "/admin/events/now.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Body.Close()
	var now admin.Now
	if err := json.NewDecoder(res.Body).Decode(&now); err != nil {
		fmt.Println(err)
		return
	}
	for _, topic := range now.Topics {
		for _, l := range topic.Listeners {
			fmt.Printf("%s has the listener %s of %s\n", topic.Name, l.Name, l.Owner)
		}
	}
	// Output: user.login has the listener greet of greeter
}

// Behind a login, other machines may read the page too.
func ExampleOptions_authorize() {
	signedIn := func(r *http.Request) bool {
		c, err := r.Cookie("session")
		return err == nil && c.Value == "ada's"
	}
	page := admin.Handler(events.New(), admin.Options{Authorize: signedIn, Hosts: []string{"app.example"}})
	defer page.Close()

	for _, session := range []string{"ada's", "eve's"} {
		r := httptest.NewRequest("GET", "https://app.example/admin/events/", nil)
		r.AddCookie(&http.Cookie{Name: "session", Value: session})
		w := httptest.NewRecorder()
		page.ServeHTTP(w, r)
		fmt.Println(w.Code)
	}
	// Output:
	// 200
	// 403
}
