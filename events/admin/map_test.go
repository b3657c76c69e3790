package admin_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
)

// edges writes a map as lines: "auth_user > user.login".
func edges(m admin.Map) (all []string) {
	for _, e := range m.Edges {
		from, to := e.From[strings.Index(e.From, ":")+1:], e.To[strings.Index(e.To, ":")+1:]
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s>%s %s", from, to, e.Via)))
	}
	return all
}

func TestMapShowsWhoEmitsAndWhoHears(t *testing.T) {
	page := admin.Handler(town(t), admin.Options{})
	defer page.Close()
	want := []string{
		"auth_user>user.login", "user.login>stats", "user.login>greeter", "user.login>audit user.*", "auth_user>user.logout", "user.logout>audit user.*",
		"shop>order.lost", "shop>order.paid", "order.paid>mailer", "user.logn>mailer", "user.logn>audit user.*",
	}
	same(t, "map", edges(read[admin.Map](t, page, "map.json")), want)
}

// A click on a node leads to the map of its neighbors.
func TestMapFocus(t *testing.T) {
	page := admin.Handler(town(t), admin.Options{})
	defer page.Close()
	for focus, want := range map[string]string{
		"owner:mailer":      "shop>order.paid order.paid>mailer user.logn>mailer user.logn>audit user.*",
		"topic:user.logout": "auth_user>user.logout user.logout>audit user.*",
		"owner:nobody":      "",
	} {
		same(t, focus, edges(read[admin.Map](t, page, "map.json?focus="+focus)), []string{want})
	}
	has(t, get(t, page, "map"), `href="?focus=owner%3Amailer"`, `href="?focus=topic%3Auser.login"`)
	has(t, get(t, page, "map?focus=owner:mailer"), "Show all")
}

// The map also shows owners that were seen to emit an event without declaring it.
func TestMapShowsEmittersThatWereSeen(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		get(t, page, "map")
		soon()
		emit(t, bus.As("rogue"), "user.logn")
		soon()
		got := strings.Join(edges(read[admin.Map](t, page, "map.json?q=logn")), " ")
		has(t, got, "rogue>user.logn")
	})
}

func TestMapDrawsTrafficAndFaults(t *testing.T) {
	bubble(t, admin.Options{}, func(t *testing.T, bus *events.Bus, page *admin.Page) {
		get(t, page, "map")
		time.Sleep(500 * time.Millisecond) // between two samples
		for range 20 {
			time.Sleep(time.Second)
			for range 50 {
				emit(t, bus, "user.login")
			}
			emit(t, bus, "order.paid")
		}
		time.Sleep(700 * time.Millisecond)
		text := get(t, page, "map")
		width := func(title string) float64 {
			line := text[strings.LastIndex(text[:strings.Index(text, title)], "<path"):]
			_, after, _ := strings.Cut(line, `stroke-width="`)
			number, _, _ := strings.Cut(after, `"`)
			w, err := strconv.ParseFloat(number, 64)
			check(t, err)
			return w
		}
		busy, calm, still := width("auth_user emits user.login,"), width("shop emits order.paid,"), width("auth_user emits user.logout,")
		if busy <= calm || calm <= still {
			t.Errorf("50/s is %v wide, 1/s %v, 0/s %v", busy, calm, still)
		}
		has(t, text, `class="edge fault"`, "mailer listens to order.paid, 1.0/s, failed 20 times", `class="topic-node faulty"`, `class="topic-node lonely"`, `class="edge via"`)
	})
}

// Of many topics the map shows those with faults and those with the most traffic.
func TestMapOfManyTopicsShowsWhatMatters(t *testing.T) {
	bus := muted()
	for i := range 500 {
		bus.On(fmt.Sprintf("many.n%03d", i), quiet)
	}
	for range 3 {
		emit(t, bus, "many.n333")
	}
	page := admin.Handler(bus, admin.Options{})
	defer page.Close()
	m := read[admin.Map](t, page, "map.json")
	if m.Topics != 500 || m.LeftOut != 470 || len(m.Nodes) != 31 {
		t.Errorf("%d topics, %d left out, %d nodes", m.Topics, m.LeftOut, len(m.Nodes))
	}
	has(t, get(t, page, "map"), "30 of 500")
}
